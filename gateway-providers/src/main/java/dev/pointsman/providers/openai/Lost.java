package dev.pointsman.providers.openai;

import dev.pointsman.api.json.JsonFields;
import java.util.ArrayList;
import java.util.List;

/**
 * Names of what a request loses, for the client to be told; nothing is allocated where nothing is lost. What asks for nothing, or for what
 * would happen anyway, is not lost: nulls, empty values, {@code false}, {@code n: 1}, penalties of 0.
 */
final class Lost {
    private static final int MAX_NAMES = 24;
    private static final int MAX_CHARS = 64;

    private List<String> names = List.of();

    /** A field of the body that is not sent. */
    void field(byte[] body, JsonFields fields, int field) {
        if (asks(fields.name(field), body, fields.start(field), fields.end(field))) {
            add(fields.name(field));
        }
    }

    /** A dot leads below a field: {@code messages.name}. */
    void add(String name) {
        if (names.isEmpty()) {
            names = new ArrayList<>(4);
        }
        boolean plain =
                !name.isEmpty() && name.length() <= MAX_CHARS && name.chars().allMatch(Lost::plain);
        if (plain && names.size() < MAX_NAMES && !names.contains(name)) {
            names.add(name);
        }
    }

    List<String> names() {
        return names;
    }

    private static boolean plain(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_-.".indexOf(c) >= 0;
    }

    private static boolean asks(String name, byte[] body, int from, int to) {
        return switch (body[from]) {
            case 'n' -> false;
            case 'f' -> name.equals("parallel_tool_calls");
            case '[', '{' -> !isEmpty(body, from, to);
            case '0' -> !(to - from == 1 && name.endsWith("_penalty"));
            case '1' -> !(to - from == 1 && name.equals("n"));
            default -> true;
        };
    }

    private static boolean isEmpty(byte[] body, int from, int to) {
        for (int i = from + 1; i < to - 1; i++) {
            if (body[i] > ' ' || body[i] < 0) {
                return false;
            }
        }
        return true;
    }
}
