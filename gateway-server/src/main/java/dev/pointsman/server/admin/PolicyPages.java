package dev.pointsman.server.admin;

import dev.pointsman.config.ConfigException;
import dev.pointsman.config.ConfigProblems.Problem;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyStore;
import dev.pointsman.policy.files.PolicyHistory;
import dev.pointsman.policy.files.PolicyVersion;
import dev.pointsman.policy.files.PolicyVersion.Author;
import dev.pointsman.policy.files.TextDiff;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The policy for operators: what runs, what ran, what differs, and another one in its place. Blocks on files. */
public final class PolicyPages {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyPages.class);
    private static final int MOST_NOTE = 200;
    private static final int SHORT = 12;

    private final PolicyStore<?> store;

    public PolicyPages(PolicyStore<?> store) {
        this.store = store;
    }

    /** What runs. */
    public AdminPage current(AdminRequest request) {
        PolicyStore.Status status = store.status();
        Policy policy = store.policy();
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        page.put("digest", policy.digest());
        page.put("loaded_at", status.loadedAt().toString());
        page.put("file", store.file().toString());
        page.put("in_memory", store.inMemory());
        page.put("restart_needed", status.restartNeeded());
        page.put("error", status.error());
        page.put("tests", policy.tests());
        page.put("warnings", warnings(policy));
        page.put("text", policy.text());
        return AdminPage.of(200, page);
    }

    /** Checks the policy of the body; {@code ?dry_run=true} leaves it at that, {@code ?in_memory=true} leaves the file alone. */
    public AdminPage replace(AdminRequest request) {
        String text = request.text();
        if (request.flag("dry_run")) {
            return dryRun(text);
        }
        return goLive(request.who(), note(request.query("note"), ""), keep(request.flag("in_memory")), text);
    }

    /** All versions that are kept, latest first. */
    public AdminPage versions(AdminRequest request) {
        String running = store.policy().digest();
        List<Map<String, Object>> versions = store.history().versions().stream()
                .map(version -> described(version, running))
                .toList();
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("kept", store.history().enabled() ? PolicyHistory.MOST_VERSIONS : 0);
        page.put("versions", versions);
        return AdminPage.of(200, page);
    }

    /** The text of one version. */
    public AdminPage version(AdminRequest request) {
        String named = request.parameter("digest");
        String text = text(named);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("digest", PolicyVersion.digestOf(text));
        page.put("text", text);
        return AdminPage.of(200, page);
    }

    /** What differs between two versions; {@code to} is the current one where it is left out. */
    public AdminPage diff(AdminRequest request) {
        String from = request.query("from");
        if (from == null) {
            throw new AdminProblem(
                    400, "query parameter from: expected a digest, its first 12 digits, current or next");
        }
        String asked = request.query("to");
        String to = asked == null ? "current" : asked;
        String before = text(from);
        String after = text(to);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("from", PolicyVersion.digestOf(before));
        page.put("to", PolicyVersion.digestOf(after));
        page.put("diff", TextDiff.unified(name(from, before), before, name(to, after), after));
        return AdminPage.of(200, page);
    }

    /** Makes a former version the current one. */
    public AdminPage rollback(AdminRequest request) {
        JsonNode body = request.json();
        String to = body.path("to").asString("");
        if (to.isEmpty()) {
            throw new AdminProblem(400, "expected {\"to\": DIGEST}");
        }
        String text = text(to);
        String digest = PolicyVersion.digestOf(text);
        String note = note(body.path("note").asString(""), "rollback to " + digest.substring(0, SHORT));
        return goLive(request.who(), note, keep(body.path("in_memory").asBoolean(false)), text);
    }

    private AdminPage dryRun(String text) {
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        try {
            Policy policy = store.check(text);
            page.put("valid", true);
            page.put("digest", policy.digest());
            page.put("tests", Map.of("passed", policy.tests(), "failed", 0));
            page.put("warnings", warnings(policy));
            page.put("problems", List.of());
            return AdminPage.of(200, page);
        } catch (ConfigException bad) {
            page.put("valid", false);
            page.put("tests", Map.of("failed", failedTests(bad.problems())));
            page.put("problems", problems(bad));
            return AdminPage.of(422, page);
        }
    }

    private AdminPage goLive(String who, String note, PolicyStore.Keep keep, String text) {
        try {
            Policy policy = store.replace(text, new Author(who, note), keep);
            return live(who, note, policy);
        } catch (ConfigException bad) {
            return refused(who, bad);
        } catch (IOException unwritable) {
            throw unwritable(store, unwritable);
        }
    }

    AdminPage live(String who, String note, Policy policy) {
        LOG.info("policy {} was made live by {}{}", policy.digest(), who, note.isEmpty() ? "" : ": " + note);
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("digest", policy.digest());
        page.put("live", true);
        page.put("in_memory", store.inMemory());
        page.put("restart_needed", store.status().restartNeeded());
        page.put("tests", policy.tests());
        page.put("warnings", warnings(policy));
        return AdminPage.of(200, page);
    }

    static AdminPage refused(String who, ConfigException bad) {
        LOG.warn("a policy of {} was refused, {} problems", who, bad.problems().size());
        return AdminPage.error(422, "the policy is refused, the one before stays", Map.of("problems", problems(bad)));
    }

    static AdminProblem unwritable(PolicyStore<?> store, IOException why) {
        LOG.warn("policy file {} cannot be written", store.file(), why);
        return new AdminProblem(
                409,
                "the policy file " + store.file() + " cannot be written (" + why.getMessage()
                        + "); nothing was changed. Change it where it comes from, or ask with in_memory: it then holds until the"
                        + " file changes or the gateway starts anew");
    }

    static PolicyStore.Keep keep(boolean inMemory) {
        return inMemory ? PolicyStore.Keep.IN_MEMORY : PolicyStore.Keep.IN_FILE;
    }

    private String text(String named) {
        return store.text(named)
                .orElseThrow(() -> new AdminProblem(
                        404,
                        "no policy of that name is kept (expected: a digest, its first 12 digits, current or next)"));
    }

    private static String name(String asked, String text) {
        String digest = PolicyVersion.digestOf(text).substring(0, SHORT);
        return digest.startsWith(asked) || asked.startsWith(digest) ? digest : asked + " " + digest;
    }

    private static String note(@Nullable String given, String usual) {
        String note = given == null || given.isBlank() ? usual : given.strip();
        String line = note.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= MOST_NOTE ? line : line.substring(0, MOST_NOTE);
    }

    private static Map<String, Object> described(PolicyVersion version, String running) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("digest", version.digest());
        fields.put("at", version.at().toString());
        fields.put("who", version.who());
        fields.put("note", version.note());
        fields.put("live", version.live());
        fields.put("current", version.digest().equals(running));
        return fields;
    }

    private static List<String> warnings(Policy policy) {
        return policy.warnings().stream().map(Problem::toString).toList();
    }

    private static List<Map<String, Object>> problems(ConfigException bad) {
        return bad.problems().stream().map(PolicyPages::described).toList();
    }

    private static Map<String, Object> described(Problem problem) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("file", problem.place().file());
        fields.put("line", problem.place().line());
        fields.put("column", problem.place().column());
        fields.put("path", problem.path());
        fields.put("message", problem.message());
        return fields;
    }

    /** Tests that do not hold; 0 where they were not run, for other mistakes. */
    private static long failedTests(List<Problem> problems) {
        return problems.stream()
                .map(Problem::path)
                .filter(path -> path.matches("tests\\[\\d+]\\.expect.*"))
                .map(path -> path.substring(0, path.indexOf(']')))
                .distinct()
                .count();
    }
}
