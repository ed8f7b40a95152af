package dev.pointsman.cli.policy;

import dev.pointsman.policy.files.PolicyHistory;
import dev.pointsman.policy.files.PolicyVersion;
import dev.pointsman.policy.files.TextDiff;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where versions of a policy are read: a running gateway; else, where none answers, the folder it has kept them in. */
public final class Versions {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Path USUAL = Path.of("data", "policies");

    @Mixin
    private final AdminClient admin = new AdminClient();

    @Option(
            names = "--history",
            paramLabel = "FOLDER",
            description = "read storage.history there, and ask no gateway (default: data/policies where none answers)")
    private @Nullable Path folder;

    JsonNode list() throws IOException {
        try {
            return folder != null ? listIn(folder) : admin.get("/admin/v1/policy/versions");
        } catch (AdminClient.Unreachable none) {
            return listIn(usual(none));
        }
    }

    /** With {@code digest} and {@code text}. */
    JsonNode show(String named) throws IOException {
        try {
            return folder != null ? show(folder, named) : admin.get("/admin/v1/policy/versions/" + encoded(named));
        } catch (AdminClient.Unreachable none) {
            return show(usual(none), named);
        }
    }

    /** With {@code diff}. */
    JsonNode diff(String from, String to) throws IOException {
        try {
            return folder != null
                    ? diff(folder, from, to)
                    : admin.get("/admin/v1/policy/diff?from=" + encoded(from) + "&to=" + encoded(to));
        } catch (AdminClient.Unreachable none) {
            return diff(usual(none), from, to);
        }
    }

    private static Path usual(AdminClient.Unreachable none) throws IOException {
        if (Files.isDirectory(USUAL)) {
            return USUAL;
        }
        throw none;
    }

    private static JsonNode listIn(Path folder) throws IOException {
        ObjectNode page = JSON.createObjectNode();
        page.put("kept", PolicyHistory.MOST_VERSIONS);
        ArrayNode versions = page.putArray("versions");
        for (PolicyVersion version : history(folder).versions()) {
            versions.addObject()
                    .put("digest", version.digest())
                    .put("at", version.at().toString())
                    .put("who", version.who())
                    .put("note", version.note())
                    .put("live", version.live());
        }
        return page;
    }

    private static JsonNode show(Path folder, String named) throws IOException {
        String text = text(folder, named);
        return JSON.createObjectNode()
                .put("digest", PolicyVersion.digestOf(text))
                .put("text", text);
    }

    private static JsonNode diff(Path folder, String from, String to) throws IOException {
        String before = text(folder, from);
        String after = text(folder, to);
        return JSON.createObjectNode()
                .put("from", PolicyVersion.digestOf(before))
                .put("to", PolicyVersion.digestOf(after))
                .put("diff", TextDiff.unified(from, before, to, after));
    }

    /** Of a digest or its first 12 or more digits; {@code current} is the latest that was live. */
    private static String text(Path folder, String named) throws IOException {
        PolicyHistory history = history(folder);
        String digest = named;
        if (named.equals("current")) {
            digest = history.versions().stream()
                    .filter(PolicyVersion::live)
                    .map(PolicyVersion::digest)
                    .findFirst()
                    .orElse("");
        }
        return history.text(digest).orElseThrow(() -> new IOException("no policy " + named + " is kept in " + folder));
    }

    private static PolicyHistory history(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new IOException("no such folder: " + folder);
        }
        return PolicyHistory.in(folder);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
