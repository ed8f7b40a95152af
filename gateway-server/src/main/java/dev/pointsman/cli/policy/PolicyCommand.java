package dev.pointsman.cli.policy;

import java.io.IOException;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Lists, shows and compares the versions of a policy, and goes back to one. */
@Command(
        name = "policy",
        mixinStandardHelpOptions = true,
        description = "Versions of the policy: lists, shows, compares, goes back; and the trial of a next one.",
        subcommands = RolloutCommand.class,
        synopsisSubcommandLabel = "COMMAND")
public final class PolicyCommand {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int SHORT = 12;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** Latest first. */
    @Command(
            name = "versions",
            mixinStandardHelpOptions = true,
            description = "Lists the versions that are kept, latest first: time, digest, who, note.")
    int versions(@Mixin Versions from, @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        JsonNode page = from.list();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            print(page);
            return 0;
        }
        for (JsonNode version : page.path("versions")) {
            String digest = version.path("digest").asString("");
            out.println(version.path("at").asString("") + "  " + digest.substring(0, Math.min(SHORT, digest.length()))
                    + "  "
                    + version.path("who").asString("")
                    + (version.path("current").asBoolean(false) ? "  current" : "")
                    + (version.path("live").asBoolean(true) ? "" : "  not live")
                    + (version.path("note").asString("").isEmpty()
                            ? ""
                            : "  " + version.path("note").asString("")));
        }
        out.flush();
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Prints a version: its digest or the first 12 digits of it, current, or next.")
    int show(
            @Mixin Versions from,
            @Parameters(paramLabel = "DIGEST") String digest,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        JsonNode page = from.show(digest);
        if (json) {
            print(page);
            return 0;
        }
        spec.commandLine().getOut().print(page.path("text").asString(""));
        spec.commandLine().getOut().flush();
        return 0;
    }

    @Command(
            name = "diff",
            mixinStandardHelpOptions = true,
            description =
                    "Prints what differs between two versions, in the unified form; nothing where they are the same.")
    int diff(
            @Mixin Versions from,
            @Parameters(paramLabel = "A", description = "digest, its first 12 digits, current or next") String before,
            @Parameters(paramLabel = "B", arity = "0..1", description = "the same; current where it is left out")
                    @Nullable
                    String after,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        JsonNode page = from.diff(before, after == null ? "current" : after);
        if (json) {
            print(page);
            return 0;
        }
        spec.commandLine().getOut().print(page.path("diff").asString(""));
        spec.commandLine().getOut().flush();
        return 0;
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Has a running gateway make a former version the current one, in its file too.")
    int rollback(
            @Mixin AdminClient admin,
            @Parameters(paramLabel = "DIGEST") String digest,
            @Option(names = "--in-memory", description = "leave the file alone: until it changes, or a restart")
                    boolean inMemory,
            @Option(names = "--note", description = "why, kept with the version") @Nullable String note,
            @Option(names = "--json", description = "print JSON") boolean json)
            throws IOException {
        ObjectNode body = JSON.createObjectNode().put("to", digest).put("in_memory", inMemory);
        if (note != null) {
            body.put("note", note);
        }
        JsonNode page = admin.post("/admin/v1/policy/rollback", JSON.writeValueAsString(body));
        if (json) {
            print(page);
            return 0;
        }
        spec.commandLine()
                .getOut()
                .println("live: " + page.path("digest").asString("")
                        + (page.path("in_memory").asBoolean(false) ? " (in memory: the file has another)" : ""));
        spec.commandLine().getOut().flush();
        return 0;
    }

    private void print(JsonNode page) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(page));
        out.flush();
    }
}
