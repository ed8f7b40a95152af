package dev.pointsman.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One value of a configuration file, with its place and its path. Reading it as a type notes a problem where it is not of that type and
 * returns the fallback, so that one load finds every mistake.
 *
 * <p>A scalar is kept as its text (YAML 1.2 core schema: {@code on}, {@code no} and {@code 22:00} are plain text).
 */
public final class ConfigNode {
    /** The shape of a value. */
    public enum Kind {
        NULL,
        SCALAR,
        LIST,
        MAP
    }

    /** What all nodes of one load share. */
    record Source(ConfigProblems problems, Function<String, @Nullable String> environment, SecretFiles secretFiles) {}

    private final Source source;
    private final String path;
    private final ConfigPlace place;
    private final Kind kind;
    private final String text;
    private final List<ConfigNode> items;
    private final Map<String, ConfigNode> entries;
    private final Map<String, ConfigPlace> keyPlaces;
    private boolean ofWrongKind;

    /** Where a node stands. */
    private record At(Source source, String path, ConfigPlace place) {}

    private ConfigNode(
            At at,
            Kind kind,
            String text,
            List<ConfigNode> items,
            Map<String, ConfigNode> entries,
            Map<String, ConfigPlace> keyPlaces) {
        this.source = at.source;
        this.path = at.path;
        this.place = at.place;
        this.kind = kind;
        this.text = text;
        this.items = items;
        this.entries = entries;
        this.keyPlaces = keyPlaces;
    }

    static ConfigNode nothing(Source source, String path, ConfigPlace place) {
        return new ConfigNode(new At(source, path, place), Kind.NULL, "", List.of(), Map.of(), Map.of());
    }

    static ConfigNode scalar(Source source, String path, ConfigPlace place, String text) {
        return new ConfigNode(new At(source, path, place), Kind.SCALAR, text, List.of(), Map.of(), Map.of());
    }

    static ConfigNode list(Source source, String path, ConfigPlace place, List<ConfigNode> items) {
        return new ConfigNode(new At(source, path, place), Kind.LIST, "", List.copyOf(items), Map.of(), Map.of());
    }

    static ConfigNode map(
            Source source,
            String path,
            ConfigPlace place,
            Map<String, ConfigNode> entries,
            Map<String, ConfigPlace> keyPlaces) {
        At at = new At(source, path, place);
        return new ConfigNode(at, Kind.MAP, "", List.of(), new LinkedHashMap<>(entries), Map.copyOf(keyPlaces));
    }

    public Kind kind() {
        return kind;
    }

    public boolean isMap() {
        return kind == Kind.MAP;
    }

    public boolean isList() {
        return kind == Kind.LIST;
    }

    public boolean isScalar() {
        return kind == Kind.SCALAR;
    }

    /** Dotted path from the top, list positions in brackets: {@code rules[2].when.header.x-region}; "" at the top. */
    public String path() {
        return path;
    }

    public ConfigPlace place() {
        return place;
    }

    /** Notes a mistake at this value; what follows from its being of the wrong kind is not noted as well. */
    public void problem(String message) {
        if (!ofWrongKind) {
            source.problems().add(place, path, message);
        }
    }

    private void wrongKind(String expected) {
        problem("expected " + expected + " but found " + found());
        ofWrongKind = true;
    }

    /** Notes a mistake at the key (not the value) of an entry of this map. */
    public void problemAtKey(String key, String message) {
        source.problems().add(keyPlaces.getOrDefault(key, place), path, message);
    }

    /** Notes that what this value asks for is known but not available yet; {@code instead} may be "". */
    public void notYet(String what, String instead) {
        problem(what + " is not available yet" + (instead.isEmpty() ? "" : ": use " + instead));
    }

    /** Notes every key of this map that is not among the known ones, with the nearest known word; notes a value that is no map. */
    public ConfigNode onlyKeys(String... known) {
        if (kind != Kind.MAP) {
            if (kind != Kind.NULL) {
                wrongKind("a map with " + String.join(", ", known));
            }
            return this;
        }
        List<String> words = Arrays.asList(known);
        for (String key : entries.keySet()) {
            if (!words.contains(key)) {
                String near = NearestWord.hint(key, words);
                String expected = near.isEmpty() ? ": expected " + String.join(", ", known) : near;
                problemAtKey(key, "unknown key \"" + key + "\"" + expected);
            }
        }
        return this;
    }

    /** The value of a key; null where this is no map, or has no such key, or its value is null. */
    public @Nullable ConfigNode at(String key) {
        ConfigNode value = entries.get(key);
        return value == null || value.kind == Kind.NULL ? null : value;
    }

    /** The value of a key; nothing, at this place, where there is none. */
    public ConfigNode orNothing(String key) {
        ConfigNode value = at(key);
        return value != null ? value : nothing(source, path.isEmpty() ? key : path + "." + key, place);
    }

    /** What the value of a key reads as, or the fallback where there is none: {@code read("weight", 1, (n, f) -> n.integer(0, 9, f))}. */
    public <T> T read(String key, T fallback, BiFunction<ConfigNode, T, T> reader) {
        ConfigNode value = at(key);
        return value == null ? fallback : reader.apply(value, fallback);
    }

    /** The value of a key that must be there: notes a problem and gives null where it is missing. */
    public @Nullable ConfigNode required(String key) {
        ConfigNode value = at(key);
        if (value == null && (kind == Kind.MAP || kind == Kind.NULL)) {
            problem("missing key \"" + key + "\"");
        }
        return value;
    }

    /** Entries of a map in file order, null values included; empty (with a problem unless it is null) for anything else. */
    public Map<String, ConfigNode> entries() {
        if (kind != Kind.MAP && kind != Kind.NULL) {
            wrongKind("a map");
        }
        return entries;
    }

    /** Items of a list; empty (with a problem unless it is null) for anything else. */
    public List<ConfigNode> items() {
        if (kind != Kind.LIST && kind != Kind.NULL) {
            wrongKind("a list");
        }
        return items;
    }

    /** Items of a list, or this one value alone: for settings that take one or many. */
    public List<ConfigNode> itemsOrSelf() {
        return switch (kind) {
            case LIST -> items;
            case NULL -> List.of();
            case SCALAR, MAP -> List.of(this);
        };
    }

    /** The text of a scalar; "" with a problem for anything else. */
    public String text() {
        if (kind != Kind.SCALAR) {
            wrongKind("text");
        }
        return text;
    }

    /** Texts of a list of scalars, or of one scalar alone. */
    public List<String> texts() {
        return itemsOrSelf().stream().map(ConfigNode::text).toList();
    }

    public int integer(int min, int max, int fallback) {
        return (int) number("a whole number from " + min + " to " + max, fallback, value -> {
            long whole = Long.parseLong(value.replace("_", ""));
            return whole < min || whole > max ? Double.NaN : whole;
        });
    }

    public double number(double min, double max, double fallback) {
        return number("a number from " + plain(min) + " to " + plain(max), fallback, value -> {
            double parsed = decimal(value);
            return parsed < min || parsed > max ? Double.NaN : parsed;
        });
    }

    /** A share: {@code 5%} or {@code 0.05}; 0..1. */
    public double share(double fallback) {
        return number(
                "a share such as 5% or 0.05",
                fallback, value -> {
                    double parsed = value.endsWith("%")
                            ? decimal(value.substring(0, value.length() - 1).strip()) / 100
                            : decimal(value);
                    return parsed < 0 || parsed > 1 ? Double.NaN : parsed;
                });
    }

    /** A count with an optional k or m: {@code 128k} is 128,000 tokens. */
    public int count(int fallback) {
        return (int) number("a count such as 8000 or 128k", fallback, value -> {
            String lower = value.toLowerCase(Locale.ROOT);
            double scale = lower.endsWith("k") ? 1e3 : lower.endsWith("m") ? 1e6 : 1;
            String digits = scale == 1 ? lower : lower.substring(0, lower.length() - 1);
            double parsed = Math.rint(decimal(digits.replace("_", "")) * scale);
            return parsed < 0 || parsed > Integer.MAX_VALUE ? Double.NaN : parsed;
        });
    }

    public boolean bool(boolean fallback) {
        String value = text();
        if (value.equals("true") || value.equals("false")) {
            return value.equals("true");
        }
        if (isScalar()) {
            problem("expected true or false but found \"" + value + "\"");
        }
        return fallback;
    }

    /** A time such as {@code 250ms}, {@code 2s}, {@code 10m}, {@code 1h}. */
    public Duration duration(Duration fallback) {
        Duration parsed = Units.duration(text);
        if (parsed == null) {
            wrongKind("a time such as 250ms, 2s or 10m");
            return fallback;
        }
        return parsed;
    }

    /** A size such as {@code 64kB}, {@code 20MB}; decimal k and M, binary Ki and Mi. */
    public long bytes(long fallback) {
        Long parsed = Units.bytes(text);
        if (parsed == null) {
            wrongKind("a size such as 64kB or 20MB");
            return fallback;
        }
        return parsed;
    }

    /** One word of an enum, written in lower case with dashes or underscores: {@code round-robin}. */
    public <E extends Enum<E>> E oneOf(Class<E> type, E fallback) {
        String value = text();
        String wanted = value.replace('-', '_');
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equalsIgnoreCase(wanted)) {
                return constant;
            }
        }
        if (isScalar()) {
            List<String> words = Arrays.stream(type.getEnumConstants())
                    .map(constant -> constant.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                    .toList();
            problem("expected one of " + String.join(", ", words) + " but found \"" + value + "\""
                    + NearestWord.hint(value, words));
        }
        return fallback;
    }

    /**
     * A path that this value names.
     *
     * @param path the part of its text that is the path
     * @return null, with a problem noted, where no file can be named so
     */
    public @Nullable Path file(String path) {
        try {
            return Path.of(path);
        } catch (InvalidPathException notAPath) {
            problem("expected the path of a file but found " + found());
            return null;
        }
    }

    /** A secret by reference: {@code $NAME} from the environment, or {@code file:/path}, which joins {@link #secretFiles}. */
    public @Nullable Secret secret() {
        return SecretReference.resolve(this, text(), source.environment(), source.secretFiles());
    }

    /** What the environment has under a name, as of each call; null where it is not set. */
    public Function<String, @Nullable String> environment() {
        return source.environment();
    }

    /** The files that secrets of this document were read from so far. */
    public SecretFiles secretFiles() {
        return source.secretFiles();
    }

    private interface Parser {
        /** NaN where the value is out of range. */
        double parse(String value);
    }

    private double number(String expected, double fallback, Parser parser) {
        if (kind == Kind.SCALAR) {
            try {
                double parsed = parser.parse(text.strip());
                if (!Double.isNaN(parsed)) {
                    return parsed;
                }
            } catch (NumberFormatException notANumber) {
                wrongKind(expected);
                return fallback;
            }
        }
        wrongKind(expected);
        return fallback;
    }

    /** Only digits, signs, a point and an exponent: Java would take {@code 1d} and {@code NaN}, too. */
    private static double decimal(String text) {
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789.+-eE".indexOf(text.charAt(i)) < 0) {
                throw new NumberFormatException(text);
            }
        }
        return Double.parseDouble(text);
    }

    private static String plain(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : Double.toString(value);
    }

    private String found() {
        return switch (kind) {
            case NULL -> "nothing";
            case SCALAR -> "\"" + text + "\"";
            case LIST -> "a list";
            case MAP -> "a map";
        };
    }
}
