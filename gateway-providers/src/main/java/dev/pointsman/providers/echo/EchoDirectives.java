package dev.pointsman.providers.echo;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The {@code [[key=value key=value]]} of a prompt. One that names a model ({@code at=swift}) holds only for that deployment. What is not
 * of this form, or has an unknown key, is ordinary text.
 */
final class EchoDirectives {
    private static final List<String> NUMBERS = List.of(
            "latency",
            "gap",
            "tokens",
            "chunks",
            "status",
            "retry-after",
            "cut",
            "silence",
            "malformed",
            "error",
            "split");
    private static final List<String> WORDS = List.of("at", "tool", "args", "finish", "flag");

    private final List<Map<String, String>> all = new ArrayList<>();
    private final StringBuilder rest = new StringBuilder();

    private EchoDirectives() {}

    static EchoDirectives of(String prompt) {
        EchoDirectives found = new EchoDirectives();
        int from = 0;
        while (true) {
            int open = prompt.indexOf("[[", from);
            int close = open < 0 ? -1 : end(prompt, open);
            if (close < 0) {
                found.rest.append(prompt, from, prompt.length());
                return found;
            }
            Map<String, String> pairs = pairs(prompt.substring(open + 2, close));
            found.rest.append(prompt, from, pairs == null ? close + 2 : open);
            if (pairs != null) {
                found.all.add(pairs);
            }
            from = close + 2;
        }
    }

    /** A run of brackets ends a directive at its last two: the arguments of a tool may end in one. */
    private static int end(String prompt, int open) {
        int close = prompt.indexOf("]]", open);
        while (close >= 0 && close + 2 < prompt.length() && prompt.charAt(close + 2) == ']') {
            close++;
        }
        return close;
    }

    private static @Nullable Map<String, String> pairs(String inside) {
        Map<String, String> pairs = new LinkedHashMap<>();
        String left = inside.strip();
        while (!left.isEmpty()) {
            int equals = left.indexOf('=');
            String key = equals < 0 ? left : left.substring(0, equals);
            boolean arguments = key.equals("args");
            int space = arguments ? -1 : left.indexOf(' ');
            String value = equals < 0 ? "" : left.substring(equals + 1, space < 0 ? left.length() : space);
            if (!known(key, value)) {
                return null;
            }
            pairs.put(key, value);
            left = space < 0 ? "" : left.substring(space + 1).strip();
        }
        return pairs.isEmpty() ? null : pairs;
    }

    private static boolean known(String key, String value) {
        if (NUMBERS.contains(key)) {
            return !value.isEmpty() && value.length() <= 7 && value.chars().allMatch(c -> c >= '0' && c <= '9');
        }
        return WORDS.contains(key) && !value.isEmpty();
    }

    /** The prompt without its directives. */
    String text() {
        return rest.toString().strip();
    }

    /** The last value of a key at that model; null where it is not given. */
    @Nullable
    String word(String key, String model) {
        String latest = null;
        for (Map<String, String> each : all) {
            String at = each.get("at");
            String value = each.get(key);
            if (value != null && (at == null || at.equals(model))) {
                latest = value;
            }
        }
        return latest;
    }

    private int number(String key, String model, int fallback) {
        String value = word(key, model);
        return value == null ? fallback : Integer.parseInt(value);
    }

    EchoScript applied(EchoScript base, String model) {
        String tools = word("tool", model);
        String arguments = word("args", model);
        String finish = word("finish", model);
        int status = number("status", model, base.status());
        return new EchoScript(
                number("latency", model, -1) < 0 ? base.latencyMillis() : number("latency", model, 0),
                number("gap", model, -1) < 0 ? base.gapMillis() : number("gap", model, 0),
                number("chunks", model, number("tokens", model, base.tokens())),
                base.fail(),
                status < 200 || status > 599 ? base.status() : status,
                number("retry-after", model, base.retryAfterSeconds()),
                number("cut", model, base.cut()),
                number("silence", model, base.silence()),
                number("malformed", model, base.malformed()),
                number("error", model, base.error()),
                number("split", model, base.split()),
                tools == null ? base.tools() : List.of(tools.split(",")),
                arguments == null ? base.arguments() : arguments,
                finish == null ? base.finish() : finish);
    }
}
