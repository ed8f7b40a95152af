package dev.pointsman.policy.random;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writes a tree as YAML in a random hand: block or flow, plain or quoted, with comments, with either line end. */
public final class YamlSketch {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9$/][A-Za-z0-9._/+%-]*( [A-Za-z0-9._/+%-]+)*");
    private static final List<String> NULLS = List.of("null", "~", "Null", "NULL");

    private final Dice dice;
    private final StringBuilder out = new StringBuilder();

    private YamlSketch(Dice dice) {
        this.dice = dice;
    }

    public static String of(Object tree, Dice dice) {
        YamlSketch sketch = new YamlSketch(dice);
        sketch.block(tree, 0);
        String text = sketch.out.toString();
        return dice.chance(0.1) ? text.replace("\n", "\r\n") : text;
    }

    private void block(Object tree, int indent) {
        if (tree instanceof Map<?, ?> map && !map.isEmpty() && !dice.chance(indent / 12.0)) {
            map.forEach((key, value) -> entry(key + "", value, indent));
        } else if (tree instanceof List<?> list && !list.isEmpty() && !dice.chance(indent / 12.0)) {
            for (Object item : list) {
                out.append(" ".repeat(indent)).append('-');
                below(item, indent + 2);
            }
        } else {
            out.append(" ".repeat(indent)).append(flow(tree)).append('\n');
        }
    }

    private void entry(String key, Object value, int indent) {
        if (dice.chance(0.03)) {
            out.append(dice.of("\n", "# a comment: { with [ signs\n", " ".repeat(indent) + "# - x\n"));
        }
        out.append(" ".repeat(indent)).append(scalar(key)).append(':');
        below(value, indent + 2);
    }

    private void below(Object value, int indent) {
        boolean nests = value instanceof Map || value instanceof List;
        if (nests && dice.chance(0.6)) {
            out.append(dice.chance(0.05) ? " # and so on\n" : "\n");
            block(value, indent);
        } else {
            out.append(' ').append(flow(value)).append(dice.chance(0.03) ? "   # so be it\n" : "\n");
        }
    }

    private String flow(Object tree) {
        if (tree instanceof Map<?, ?> map) {
            StringBuilder text = new StringBuilder("{ ");
            map.forEach((key, value) -> text.append(text.length() > 2 ? ", " : "")
                    .append(scalar(key + ""))
                    .append(": ")
                    .append(flow(value)));
            return text.append(" }").toString();
        }
        if (tree instanceof List<?> list) {
            return "["
                    + String.join(
                            dice.of(", ", " , "), list.stream().map(this::flow).toList()) + "]";
        }
        return tree == null ? dice.of(NULLS) : scalar(tree.toString());
    }

    private String scalar(String text) {
        if (PLAIN.matcher(text).matches() && !NULLS.contains(text) && dice.chance(0.85)) {
            return text;
        }
        boolean printable = text.codePoints().allMatch(c -> (c >= ' ' && c < 0x7f) || (c > 0x3000 && c < 0xd800));
        return printable && dice.chance(0.4) ? "'" + text.replace("'", "''") + "'" : quoted(text);
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c >= ' ' && c <= '~') {
                quoted.append(c);
            } else {
                quoted.append(String.format("\\u%04x", (int) c));
            }
        }
        return quoted.append('"').toString();
    }
}
