package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;
import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What goes wrong with a policy: in its values, and in its text. */
public final class Damage {
    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "-1",
            "1e999",
            "-0",
            "NaN",
            "Infinity",
            "0x10",
            "1_",
            "1__0",
            "99999999999999999999999",
            "1.5.5",
            "1e",
            "- 1",
            "%",
            "101%",
            "1..",
            "..",
            "5..1",
            "<",
            "< <",
            ">= x",
            "= 1e400",
            "$",
            "$NOPE",
            "$TOKEN",
            "file:",
            "file:/no/such/file",
            "file:a\u0000b",
            "file:a\u0000b",
            "jsonl:a\u0000b",
            "jsonl:",
            "jsonl:\u0000",
            "/(/",
            "/[z-a]/",
            "/a{1001}/",
            "/(?<=x)y/",
            "/\\1/",
            "//",
            "///",
            "/" + "(a".repeat(300) + "/",
            "auto",
            "auto:",
            "auto:cheap",
            "router-x",
            "a/",
            "/b",
            "a/b/c",
            "on",
            "null",
            "true",
            "tru",
            "25:00-26:00",
            "22:00-22:00",
            "24:00-01:00",
            "09:00-",
            "-",
            "9-5",
            "08:00-12:00 Nowhere/City",
            "08:00-12:00 ",
            "08:00-12:00 +99:00",
            "someday",
            "mon-",
            "mon-mon-mon",
            "99999999999d",
            "1y",
            "ms",
            "5 calls",
            "1001 calls",
            "٣",
            "１２",
            "\uD83D\uDE00",
            "\uD800",
            "\uDC00x",
            "a\u0000b",
            "\u001b[31mred",
            "a\nb",
            "\r",
            "\t",
            "\u0085",
            "\u2028",
            "\uFEFF",
            "#",
            ": ",
            "*x",
            "&x",
            "!x",
            "|",
            ">",
            "@",
            "`",
            "sha256:",
            "http://",
            "http://[",
            "http://a b/",
            "ftp://x",
            "https://user@host/",
            "x".repeat(3_000),
            "provider with blanks",
            "expected",
            "%s%n%d",
            "${x}",
            "{}",
            "[]");
    private static final List<String> KEYS = List.of(
            "",
            " ",
            "a b",
            "on",
            "null",
            "1",
            "\uD800",
            "a\u0000b",
            "x".repeat(1_100),
            "header.",
            "metadata.",
            "<<",
            "😀",
            "any",
            "not",
            "by");
    private static final List<String> LINES = List.of(
            "%YAML 9.9",
            "%TAG ! x",
            "---",
            "...",
            "\t- x",
            "? [a]",
            "? a",
            "<<: *a",
            "a: *nowhere",
            "b: &b [*b]",
            "c: !!binary abc",
            "d: !ruby/object {}",
            "e: |2",
            "f: >-",
            "- g",
            "}",
            "]",
            "\"",
            "'",
            "h: \"\\q\"",
            "i: \u0001",
            "j: @",
            "k: %",
            "version: 1",
            "rules: []",
            "models: {}",
            ": x",
            "l: &l1 x",
            "m: *l1");

    /** What is nearly right where it stands. */
    private static final Map<Object, List<String>> APT = Map.ofEntries(
            entry("key", List.of("file:a\u0000b", "file:", "$", "$A B", "$NOPE", "file:/", "sk-secret", "nobody")),
            entry("admin_key", List.of("file:a\u0000b", "$", "$NOPE", "file:/", "s3cret")),
            entry("cert", List.of("a\u0000b", "\uD800", "", "/", "no.pem")),
            entry("ledger", List.of("jsonl:a\u0000b", "jsonl:", "sqlite:", "postgresql://x", "csv:x")),
            entry("keep", List.of("10m", "0", "never", "-1d", "1e9d")),
            entry("history", List.of("a\u0000b", "\uD800", " ", "jsonl:x", "None")),
            entry("next", List.of("a\u0000b", "\uDC00", " ", "/", "..")),
            entry("mode", List.of("Shadow", "a/b", "off")),
            entry("over", List.of("9 calls", "1001 calls", "calls", "50calls", "٣٣ calls", "5e1")),
            entry(
                    "target",
                    List.of(
                            "20",
                            "0/day",
                            "-1/day",
                            "1e999999999/day",
                            "1e-999999999/day",
                            "20/week",
                            "/day",
                            "$/day",
                            "٣/day",
                            "1e9/day",
                            "0.0000000001/day",
                            "NaN/day")),
            entry("zone", List.of("Nowhere/City", "", " ", "+99:00", "GMT+0", "\uD800", "Europe/berlin")),
            entry("otherwise", List.of("Keep", "use", "reject: true", "fail")),
            entry("error_rate", List.of("5%", "< 5%", "> x", ">", "> 1e999x", "> -1", "> NaN", "> x1")),
            entry("level", List.of(">= expertt", "<", ">=", "> expert", "< basic", "request.", "request.header.")),
            entry("prior", List.of("0", "0.09", "1e7", "NaN", "-20")),
            entry("listen", List.of(":99999", "[::1:80", "a b:80", "host/x:80", ":-1", "\u0000:80", "٣:80", ":٣")),
            entry(
                    "url",
                    List.of(
                            "http://",
                            "http://[",
                            "http://a b/",
                            "ftp://x",
                            "https://u@h/",
                            "http://h:99999",
                            "//h",
                            "http:x",
                            "http://h?q#f",
                            "http://\uD800")),
            entry("text", List.of("\uD800", "\u0000", "x".repeat(40_000), "\"", "\\u", "/(/", "/[[:no:]]/", "/\\pX/")),
            entry("user", List.of("\uDC00", "\n", "", "/a**/")),
            entry("header.x-region", List.of("a\nb", "\u0000", "ü", "", "\uD800")),
            entry("metadata.workload", List.of("\uD800", "\u0000", "x".repeat(600))),
            entry("input_tokens", List.of("16m", "2147483647", "-0", "2147483648", "0.4")),
            entry(
                    "time",
                    List.of(
                            "24:00-0:00",
                            "1:0-2:0",
                            "12:60-13:00",
                            "08:00-12:00 Z",
                            "99999999999-1",
                            "2026-99-99T",
                            "2026-01-05T23:30:00")));

    private final Dice dice;

    public Damage(Dice dice) {
        this.dice = dice;
    }

    private record Place(Object container, Object at) {
        Object value() {
            return container instanceof Map<?, ?> map ? map.get(at) : ((List<?>) container).get((Integer) at);
        }

        @SuppressWarnings("unchecked")
        void put(Object value) {
            if (container instanceof Map<?, ?>) {
                ((Map<Object, Object>) container).put(at, value);
            } else {
                ((List<Object>) container).set((Integer) at, value);
            }
        }
    }

    /** One wrong value, key or repetition somewhere in the tree. */
    public Map<String, Object> tree(Map<String, Object> whole) {
        Map<String, Object> copy = copy(whole);
        List<Place> places = new ArrayList<>();
        collect(copy, places);
        Place place = dice.of(places);
        switch (dice.below(7)) {
            case 0 -> remove(place);
            case 1 -> rename(place);
            case 2 -> place.put(dice.of(places).value());
            case 3 -> place.put(wrong());
            case 4 -> add(place);
            default -> place.put(dice.of(APT.getOrDefault(place.at, TEXTS)));
        }
        return copy(copy); // a value put below itself would have no end
    }

    /** One wrong line or character somewhere in the text. */
    public String text(String whole) {
        if (dice.chance(0.05)) {
            return dice.of(
                    "",
                    "\n\n",
                    "# nothing\n",
                    "\uFEFF",
                    "null",
                    "[]",
                    "x",
                    "{",
                    "\u0000",
                    "- ".repeat(80),
                    "[".repeat(3_000),
                    "{a: ".repeat(70));
        }
        List<String> lines = new ArrayList<>(List.of(whole.split("(?<=\n)")));
        int line = dice.below(lines.size());
        int character = dice.below(whole.length());
        return switch (dice.below(8)) {
            case 0 -> with(lines, line, lines.get(line));
            case 1 -> with(lines, line, dice.of(LINES) + "\n");
            case 2 -> whole.substring(0, character);
            case 3 ->
                whole.substring(0, character)
                        + dice.of(
                                " ", "\t", "\"", "'", "{", "]", ":", "#", "&", "*", "\uFEFF", "\u0001", "\uD800", "\n")
                        + whole.substring(character);
            case 4 -> whole.substring(0, character) + whole.substring(character + 1);
            case 5 -> "\uFEFF" + whole;
            case 6 -> whole.replace("  ", "\t");
            default -> whole.replace("\n", dice.of("\r\n", "\r", "\n\n"));
        };
    }

    private static String with(List<String> lines, int at, String line) {
        lines.add(at, line);
        return String.join("", lines);
    }

    private static void remove(Place place) {
        if (place.container instanceof Map<?, ?> map) {
            map.remove(place.at);
        } else {
            ((List<?>) place.container).remove((int) (Integer) place.at);
        }
    }

    /** A slip of the pen, or another word altogether. */
    private void rename(Place place) {
        if (place.container instanceof Map<?, ?> && place.at instanceof String key) {
            Object value = place.value();
            remove(place);
            boolean slip = key.length() > 3 && dice.chance(0.6);
            new Place(place.container, slip ? key.substring(0, 2) + key.substring(3) : dice.of(KEYS)).put(value);
        } else {
            place.put(dice.of(TEXTS));
        }
    }

    private void add(Place place) {
        if (place.container instanceof Map<?, ?>) {
            new Place(place.container, dice.of(KEYS)).put(dice.chance(0.5) ? wrong() : dice.of(TEXTS));
        } else {
            place.put(wrong());
        }
    }

    /** Of another kind than expected, more often than not. */
    private Object wrong() {
        return switch (dice.below(7)) {
            case 0 -> null;
            case 1 -> List.of();
            case 2 -> map();
            case 3 -> List.of(dice.of(TEXTS), map("a", "b"), List.of());
            case 4 -> map(dice.of(KEYS), dice.of(TEXTS));
            case 5 -> deep(dice.of(5, 60, 70));
            default -> dice.of(TEXTS);
        };
    }

    private Object deep(int levels) {
        Object inner = "x";
        for (int i = 0; i < levels; i++) {
            inner = dice.chance(0.5) ? List.of(inner) : map(dice.of("not", "any", "a"), inner);
        }
        return inner;
    }

    private static void collect(Object tree, List<Place> places) {
        if (tree instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                places.add(new Place(map, key));
                collect(value, places);
            });
        } else if (tree instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                places.add(new Place(list, i));
                collect(list.get(i), places);
            }
        }
    }

    private static Map<String, Object> copy(Map<String, Object> map) {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, value) -> copy.put(key, copyOf(value, 0)));
        return copy;
    }

    @SuppressWarnings("unchecked")
    private static Object copyOf(Object tree, int depth) {
        if (depth > 80) {
            return "deep";
        }
        if (tree instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            ((Map<String, Object>) map).forEach((key, value) -> copy.put(key, copyOf(value, depth + 1)));
            return copy;
        }
        if (tree instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(copyOf(item, depth + 1)));
            return copy;
        }
        return tree;
    }
}
