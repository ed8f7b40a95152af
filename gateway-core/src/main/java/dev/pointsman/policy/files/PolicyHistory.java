package dev.pointsman.policy.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every policy that went live, in a folder: one file for each text, named by its digest, and an index with a line for each time. It keeps the
 * last {@value #MOST_VERSIONS} versions, and the texts they name.
 *
 * <p>The index is appended to; once it has {@value #SLACK} lines more than are kept it is written anew without the oldest. A line that was torn by
 * a crash is passed over. What cannot be written is logged and counted, and changes nothing else. Blocks on files. Threads: writes come one
 * after the other (the policy store's lock); reads may come from anywhere, another process too.
 */
public final class PolicyHistory {
    /** Versions that are kept. */
    public static final int MOST_VERSIONS = 200;

    private static final int SLACK = 50;
    private static final Logger LOG = LoggerFactory.getLogger(PolicyHistory.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String INDEX = "index.jsonl";
    private static final String TEXT = ".yaml";
    private static final Pattern NAMED = Pattern.compile("[0-9a-f]{12,64}");

    private final @Nullable Path folder;
    private final AtomicLong failures = new AtomicLong();
    private boolean told;

    private PolicyHistory(@Nullable Path folder) {
        this.folder = folder;
    }

    /** Keeps and reads there; the folder is made with the first version. Null: keeps nothing, and has nothing. */
    public static PolicyHistory in(@Nullable Path folder) {
        return new PolicyHistory(folder);
    }

    /** Whether anything is kept. */
    public boolean enabled() {
        return folder != null;
    }

    /** Versions that could not be kept. */
    public long failures() {
        return failures.get();
    }

    /** Notes a version with its text; nothing where it is the latest of its kind anyway, as after a restart. */
    public void keep(PolicyVersion version, String text) {
        if (folder == null) {
            return;
        }
        try {
            Files.createDirectories(folder);
            List<PolicyVersion> before = read(folder);
            Path file = folder.resolve(version.digest() + TEXT);
            if (!Files.exists(file)) {
                FileReplacement.write(file, text);
            }
            if (!latest(before, version.live()).equals(version.digest())) {
                append(folder, version);
                if (before.size() + 1 > MOST_VERSIONS + SLACK) {
                    shorten(folder);
                }
            }
            told = false;
        } catch (IOException unwritable) {
            failures.incrementAndGet();
            if (!told) {
                told = true;
                LOG.warn("policy {} is not kept: cannot write {}", version.digest(), folder, unwritable);
            }
        }
    }

    /** Latest first, at most {@value #MOST_VERSIONS}; empty where nothing was kept or the folder cannot be read. */
    public List<PolicyVersion> versions() {
        if (folder == null) {
            return List.of();
        }
        try {
            List<PolicyVersion> all = read(folder);
            List<PolicyVersion> latest = new ArrayList<>();
            for (int i = all.size() - 1; i >= 0 && latest.size() < MOST_VERSIONS; i--) {
                latest.add(all.get(i));
            }
            return latest;
        } catch (IOException unreadable) {
            LOG.warn("the history of the policy cannot be read: {}", folder, unreadable);
            return List.of();
        }
    }

    /** The whole digest that a name stands for: itself, or its first 12 or more digits; empty where none or several are kept. */
    public Optional<String> digest(String named) {
        if (folder == null || !NAMED.matcher(named).matches() || !Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, named + "*" + TEXT)) {
            files.forEach(file -> found.add(file.getFileName().toString().substring(0, nameLength(file))));
        } catch (IOException unreadable) {
            LOG.warn("the history of the policy cannot be read: {}", folder, unreadable);
        }
        return found.size() == 1 ? Optional.of(found.iterator().next()) : Optional.empty();
    }

    /** The text of a version, by its digest or the first 12 or more digits of it; empty where it is not kept, or was altered. */
    public Optional<String> text(String named) {
        String digest = digest(named).orElse(null);
        if (digest == null || folder == null) {
            return Optional.empty();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(digest + TEXT)));
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
            if (PolicyVersion.digestOf(text).equals(digest)) {
                return Optional.of(text);
            }
            LOG.warn("the kept policy {} was altered: it is not used", digest);
        } catch (CharacterCodingException altered) {
            LOG.warn("the kept policy {} was altered: it is not used", digest);
        } catch (IOException unreadable) {
            LOG.warn("the kept policy {} cannot be read", digest, unreadable);
        }
        return Optional.empty();
    }

    /** Digest of the latest live one, or of the latest that was not; "" where there is none. */
    private static String latest(List<PolicyVersion> versions, boolean live) {
        for (int i = versions.size() - 1; i >= 0; i--) {
            if (versions.get(i).live() == live) {
                return versions.get(i).digest();
            }
        }
        return "";
    }

    private static int nameLength(Path file) {
        return file.getFileName().toString().length() - TEXT.length();
    }

    /** Oldest first. */
    private static List<PolicyVersion> read(Path folder) throws IOException {
        Path index = folder.resolve(INDEX);
        List<PolicyVersion> versions = new ArrayList<>();
        if (Files.exists(index)) {
            for (String line : new String(Files.readAllBytes(index), StandardCharsets.UTF_8).split("\n", -1)) {
                PolicyVersion version = line.isBlank() ? null : version(line);
                if (version != null) {
                    versions.add(version);
                }
            }
        }
        return versions;
    }

    /** Null for a line that is none. */
    private static @Nullable PolicyVersion version(String line) {
        try {
            JsonNode node = JSON.readTree(line);
            String digest = node.path("digest").asString("");
            return NAMED.matcher(digest).matches()
                    ? new PolicyVersion(
                            Instant.parse(node.path("at").asString("")),
                            digest,
                            node.path("who").asString(""),
                            node.path("note").asString(""),
                            node.path("live").asBoolean(true))
                    : null;
        } catch (JacksonException | DateTimeException torn) {
            LOG.debug("a line of the policy's history cannot be read", torn);
            return null;
        }
    }

    private static String line(PolicyVersion version) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", version.at().toString());
        line.put("digest", version.digest());
        line.put("who", version.who());
        line.put("note", version.note());
        line.put("live", version.live());
        return JSON.writeValueAsString(line) + "\n";
    }

    /** A line that a crash has torn is ended first. */
    private static void append(Path folder, PolicyVersion version) throws IOException {
        Path index = folder.resolve(INDEX);
        boolean torn = Files.exists(index) && !Files.readString(index).endsWith("\n");
        Files.writeString(
                index,
                (torn ? "\n" : "") + line(version),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.WRITE);
    }

    private static void shorten(Path folder) throws IOException {
        List<PolicyVersion> all = read(folder);
        List<PolicyVersion> kept = all.subList(Math.max(0, all.size() - MOST_VERSIONS), all.size());
        StringBuilder lines = new StringBuilder();
        Set<String> digests = new TreeSet<>();
        kept.forEach(version -> {
            lines.append(line(version));
            digests.add(version.digest());
        });
        FileReplacement.write(folder.resolve(INDEX), lines.toString());
        List<Path> forgotten = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*" + TEXT)) {
            files.forEach(file -> {
                if (!digests.contains(file.getFileName().toString().substring(0, nameLength(file)))) {
                    forgotten.add(file);
                }
            });
        }
        for (Path file : forgotten) {
            Files.delete(file);
        }
    }
}
