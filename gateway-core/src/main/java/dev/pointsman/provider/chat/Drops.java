package dev.pointsman.provider.chat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What of a request its translation loses. Every field that asks for something is taken for lost until {@link #mapped} names it, so that a field
 * nobody thought of is told rather than swallowed. Ends in the reply's header {@code x-gateway-dropped}.
 *
 * <p>Not counted: nulls, empty values, and those that ask for what would happen anyway ({@code n: 1}, {@code logprobs: false}, penalties of 0).
 */
public final class Drops {
    private static final int MAX_NAMES = 24;
    private static final int MAX_CHARS = 64;
    private static final String[] OF_THE_GATEWAY = {"model", "messages", "stream", "stream_options"};

    private final Set<String> unmapped = new LinkedHashSet<>();
    private final Set<String> lost = new LinkedHashSet<>();

    /** Of the body of a request to any endpoint, a JSON object. */
    public Drops(JsonNode body) {
        for (var field : body.properties()) {
            if (asks(field.getKey(), field.getValue())) {
                unmapped.add(field.getKey());
            }
        }
        mapped(OF_THE_GATEWAY);
    }

    /** Of a translation that looks after the fields by itself: nothing is lost but what {@link #lose} is told. */
    public static Drops none() {
        return new Drops(JsonNodeFactory.instance.objectNode());
    }

    private static boolean asks(String name, JsonNode value) {
        if (value.isNull() || (value.isContainer() && value.isEmpty())) {
            return false;
        }
        if (value.isBoolean()) {
            return value.booleanValue() || name.equals("parallel_tool_calls");
        }
        if (value.isNumber()) {
            double number = value.doubleValue();
            return !(name.equals("n") && number == 1) && !(name.endsWith("_penalty") && number == 0);
        }
        return true;
    }

    /** These fields are taken care of, whether or not the request has them. */
    public Drops mapped(String... names) {
        for (String name : names) {
            unmapped.remove(name);
        }
        return this;
    }

    /** This is lost, though its field may be mapped otherwise; a dot leads below a field: {@code messages.name}. */
    public void lose(String name) {
        lost.add(name);
    }

    /** Names of all that is lost, fit for a header: bounded in number and length, names that are no plain words left out. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        add(unmapped, names);
        add(lost, names);
        return names;
    }

    private static void add(Set<String> from, List<String> names) {
        for (String name : from) {
            if (names.size() < MAX_NAMES && plain(name) && !names.contains(name)) {
                names.add(name);
            }
        }
    }

    private static boolean plain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!word && c != '_' && c != '-' && c != '.') {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= MAX_CHARS;
    }
}
