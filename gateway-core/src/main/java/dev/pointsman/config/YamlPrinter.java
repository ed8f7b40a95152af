package dev.pointsman.config;

import java.util.List;
import java.util.Map;

/**
 * Writes a YAML document anew in one canonical form: block style, two blanks a level, keys in their order, anchors followed. It reads as the very
 * same values; comments are lost. References to secrets are texts like any other and stay what they are.
 */
public final class YamlPrinter {
    /** Longer keys need YAML's explicit form. */
    private static final int MOST_KEY = 1_000;

    private final StringBuilder out = new StringBuilder();

    private YamlPrinter() {}

    /**
     * The same document in canonical form; printing it again changes nothing.
     *
     * @param file name for places
     * @throws ConfigException where the text is not YAML, or its canonical form would be too long to be read
     */
    public static String print(String file, String text) {
        ConfigProblems problems = new ConfigProblems();
        YamlNode root = YamlConfig.tree(file, text, problems);
        problems.throwIfAny();
        YamlPrinter printer = new YamlPrinter();
        if (root != null) {
            printer.block(root, 0);
        }
        if (printer.full()) {
            problems.add(
                    new ConfigPlace(file, 1, 1),
                    "",
                    "written out, the file has more than " + YamlConfig.MAX_CHARS
                            + " characters (expected: fewer, or fewer values repeated by anchors)");
            problems.throwIfAny();
        }
        return printer.out.toString();
    }

    private boolean full() {
        return out.length() > YamlConfig.MAX_CHARS;
    }

    /** The first line begins where the output stands, the others at the indent. */
    private void block(YamlNode node, int indent) {
        if (node instanceof YamlNode.Entries map && !map.entries().isEmpty()) {
            entries(map.entries(), indent);
        } else if (node instanceof YamlNode.Items list && !list.items().isEmpty()) {
            items(list.items(), indent);
        } else {
            out.append(line(node)).append('\n');
        }
    }

    private void entries(Map<String, YamlNode> entries, int indent) {
        boolean first = true;
        for (Map.Entry<String, YamlNode> entry : entries.entrySet()) {
            if (full()) {
                return;
            }
            out.append(" ".repeat(first ? 0 : indent));
            first = false;
            String key = YamlScalar.of(entry.getKey(), false);
            if (key.length() > MOST_KEY) {
                out.append("? ").append(key).append('\n').append(" ".repeat(indent));
            } else {
                out.append(key);
            }
            value(entry.getValue(), indent);
        }
    }

    private void value(YamlNode value, int indent) {
        out.append(':');
        if (nests(value)) {
            out.append('\n').append(" ".repeat(indent + 2));
        } else {
            out.append(' ');
        }
        block(value, indent + 2);
    }

    private void items(List<YamlNode> items, int indent) {
        boolean first = true;
        for (YamlNode item : items) {
            if (full()) {
                return;
            }
            out.append(" ".repeat(first ? 0 : indent)).append("- ");
            first = false;
            block(item, indent + 2);
        }
    }

    private static boolean nests(YamlNode node) {
        return (node instanceof YamlNode.Entries map && !map.entries().isEmpty())
                || (node instanceof YamlNode.Items list && !list.items().isEmpty());
    }

    private static String line(YamlNode node) {
        if (node instanceof YamlNode.Text text) {
            return YamlScalar.of(text.text(), text.plain());
        }
        if (node instanceof YamlNode.Items) {
            return "[]";
        }
        return node instanceof YamlNode.Entries ? "{}" : "null";
    }
}
