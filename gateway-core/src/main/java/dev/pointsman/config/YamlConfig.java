package dev.pointsman.config;

import dev.pointsman.config.ConfigNode.Source;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * YAML text as {@link ConfigNode}s: YAML 1.2, every scalar as its text, each value and key with its place.
 *
 * <p>Bounds: 1,048,576 characters, 64 levels, 100,000 values after anchors are followed. A repeated key is a problem at its second place,
 * and its first value counts. A file that is not YAML is one problem, and reads as nothing.
 */
public final class YamlConfig {
    static final int MAX_CHARS = 1_048_576;
    private static final int MAX_VALUES = 100_000;

    private final Source source;
    private int values;

    private YamlConfig(Source source) {
        this.source = source;
    }

    /**
     * Reads one document; mistakes are noted in {@code problems}, now and when the nodes are read as types.
     *
     * @param file name for places, as the user knows it
     * @param environment value of a variable, null where it is not set
     */
    public static ConfigNode parse(
            String file, String text, Function<String, @Nullable String> environment, ConfigProblems problems) {
        Source source = new Source(problems, environment, new SecretFiles());
        try {
            YamlNode root = tree(file, text, problems);
            if (root != null) {
                return new YamlConfig(source).node(root, "");
            }
        } catch (YamlReader.Refused refused) {
            problems.add(refused.place(), "", String.valueOf(refused.getMessage()));
        }
        return ConfigNode.nothing(source, "", new ConfigPlace(file, 1, 1));
    }

    /** The values as they are written; null, with a problem noted, where the text is not YAML or too long. */
    static @Nullable YamlNode tree(String file, String text, ConfigProblems problems) {
        ConfigPlace top = new ConfigPlace(file, 1, 1);
        if (text.length() > MAX_CHARS) {
            problems.add(
                    top, "", "the file has " + text.length() + " characters (expected: at most " + MAX_CHARS + ")");
            return null;
        }
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        YamlReader reader = new YamlReader(file, plain, problems);
        try {
            return reader.read();
        } catch (NumberFormatException | IndexOutOfBoundsException unreadable) {
            // SnakeYAML Engine 3.0.1 on an escape that the file's end cuts off
            problems.add(reader.reached(), "", "not YAML: expected a complete escape such as \\u00e4 after this place");
        } catch (YamlReader.Refused refused) {
            problems.add(refused.place(), "", String.valueOf(refused.getMessage()));
        } catch (MarkedYamlEngineException notYaml) {
            problems.add(YamlReader.place(file, notYaml.getProblemMark()), "", "not YAML: " + reason(notYaml));
        } catch (ReaderException unprintable) {
            problems.add(
                    placeOf(file, text, unprintable.getPosition()),
                    "",
                    String.format("not YAML: the character U+%04X is not allowed", unprintable.getCodePoint()));
        } catch (YamlEngineException notYaml) {
            problems.add(top, "", "not YAML: " + notYaml.getMessage());
        }
        return null;
    }

    private ConfigNode node(YamlNode node, String path) throws YamlReader.Refused {
        if (++values > MAX_VALUES) {
            throw new YamlReader.Refused(node.place(), "more than " + MAX_VALUES + " values, anchors followed");
        }
        if (node instanceof YamlNode.Text text) {
            return ConfigNode.scalar(source, path, node.place(), text.text());
        }
        if (node instanceof YamlNode.Items list) {
            List<ConfigNode> items = new ArrayList<>(list.items().size());
            for (YamlNode item : list.items()) {
                items.add(node(item, path + "[" + items.size() + "]"));
            }
            return ConfigNode.list(source, path, node.place(), items);
        }
        if (node instanceof YamlNode.Entries map) {
            Map<String, ConfigNode> entries = new LinkedHashMap<>();
            for (Map.Entry<String, YamlNode> entry : map.entries().entrySet()) {
                String key = entry.getKey();
                entries.put(key, node(entry.getValue(), path.isEmpty() ? key : path + "." + key));
            }
            return ConfigNode.map(source, path, node.place(), entries, map.keyPlaces());
        }
        return ConfigNode.nothing(source, path, node.place());
    }

    private static String reason(MarkedYamlEngineException notYaml) {
        String problem = notYaml.getProblem();
        String context = notYaml.getContext();
        return context == null || context.isBlank() ? problem : context + ", " + problem;
    }

    private static ConfigPlace placeOf(String file, String text, int position) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < position && i < text.length(); i++) {
            boolean lineEnd = text.charAt(i) == '\n';
            line += lineEnd ? 1 : 0;
            column = lineEnd ? 1 : column + 1;
        }
        return new ConfigPlace(file, line, column);
    }
}
