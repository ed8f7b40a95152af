package dev.pointsman.cli.policy;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes, lists, changes and ends the virtual keys that a running gateway manages. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description =
                "Makes, lists, rotates, revokes virtual keys in a running gateway, or sets when they end and their priority.")
public final class KeysCommand {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEYS = "/admin/v1/keys";
    private static final String NORMAL = "normal";

    /** What a new key stands for. */
    static final class Granted {
        @Option(names = "--team", description = "team it belongs to")
        private @Nullable String team;

        @Option(names = "--tag", description = "a tag for key_tags of rules; may be repeated")
        private @Nullable List<String> tags;

        @Option(names = "--model", description = "a model it may use, all without; may be repeated")
        private @Nullable List<String> models;

        @Option(names = "--priority", description = "high, normal (default) or low, where there is no place for all")
        private @Nullable String priority;

        @Option(names = "--expires", description = "a day or a moment")
        private @Nullable String expires;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all keys, those of the policy first.")
    int list(@Mixin AdminClient admin, @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        JsonNode page = admin.get(KEYS);
        if (json) {
            print(page);
            return 0;
        }
        PrintWriter out = out();
        for (JsonNode key : page.path("keys")) {
            out.println(line(key));
        }
        out.flush();
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Tells all of one key, as JSON.")
    int show(@Mixin AdminClient admin, @Parameters(paramLabel = "NAME") String name) throws IOException {
        print(admin.get(path(name)));
        return 0;
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a key; its value is shown once.")
    int create(
            @Mixin AdminClient admin,
            @Parameters(paramLabel = "NAME", description = "name in logs, metrics, rules and limits") String name,
            @Mixin Granted granted,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        ObjectNode body = JSON.createObjectNode().put("name", name);
        put(body, "team", granted.team);
        put(body, "expires", granted.expires);
        put(body, "tags", granted.tags);
        put(body, "models", granted.models);
        put(body, "priority", granted.priority);
        return told(admin.post(KEYS, JSON.writeValueAsString(body)), json);
    }

    @Command(name = "rotate", mixinStandardHelpOptions = true, description = "Gives a key another value, shown once.")
    int rotate(
            @Mixin AdminClient admin,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--grace", description = "how long the value before counts yet (default: 24h)") @Nullable
                    String grace,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        ObjectNode body = JSON.createObjectNode();
        put(body, "grace", grace);
        return told(admin.post(path(name) + "/rotate", JSON.writeValueAsString(body)), json);
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Ends a key at once, for good.")
    int revoke(
            @Mixin AdminClient admin,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        return told(admin.post(path(name) + "/revoke", "{}"), json);
    }

    @Command(name = "expire", mixinStandardHelpOptions = true, description = "Sets when a key ends.")
    int expire(
            @Mixin AdminClient admin,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "WHEN", description = "a day such as 2027-01-31, a moment, or never") String at,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        ObjectNode body = JSON.createObjectNode().put("at", at);
        return told(admin.post(path(name) + "/expire", JSON.writeValueAsString(body)), json);
    }

    @Command(
            name = "priority",
            mixinStandardHelpOptions = true,
            description = "Sets how a key's requests stand to others where there is no place for all.")
    int prioritize(
            @Mixin AdminClient admin,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "PRIORITY", description = "high, normal or low") String priority,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        ObjectNode body = JSON.createObjectNode().put("priority", priority);
        return told(admin.post(path(name) + "/priority", JSON.writeValueAsString(body)), json);
    }

    private int told(JsonNode key, boolean json) {
        if (json) {
            print(key);
            return 0;
        }
        PrintWriter out = out();
        if (key.path("key").isString()) {
            out.println("key (shown once, give it to the client):  "
                    + key.path("key").asString());
        }
        out.println(line(key));
        out.flush();
        return 0;
    }

    private static String line(JsonNode key) {
        StringBuilder line = new StringBuilder(String.format(
                Locale.ROOT,
                "%-8s %-8s %s",
                key.path("source").asString(""),
                key.path("state").asString(""),
                key.path("name").asString("")));
        if (key.path("team").isString()) {
            line.append("  team ").append(key.path("team").asString());
        }
        list(line, "tags", key.path("tags"));
        list(line, "models", key.path("models"));
        String priority = key.path("priority").asString(NORMAL);
        if (!priority.equals(NORMAL)) {
            line.append("  priority ").append(priority);
        }
        if (key.path("expires").isString()) {
            line.append("  expires ").append(key.path("expires").asString());
        }
        return line.toString();
    }

    private static void list(StringBuilder line, String what, JsonNode values) {
        if (!values.isEmpty()) {
            line.append("  ").append(what);
            values.forEach(each -> line.append(' ').append(each.asString("")));
        }
    }

    private static void put(ObjectNode body, String name, @Nullable String value) {
        if (value != null) {
            body.put(name, value);
        }
    }

    private static void put(ObjectNode body, String name, @Nullable List<String> values) {
        if (values != null) {
            ArrayNode array = body.putArray(name);
            values.forEach(array::add);
        }
    }

    private static String path(String name) {
        return KEYS + "/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void print(JsonNode page) {
        PrintWriter out = out();
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(page));
        out.flush();
    }
}
