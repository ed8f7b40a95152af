package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.access.KeyHash;
import dev.pointsman.access.Priority;
import dev.pointsman.access.managed.ManagedKey;
import dev.pointsman.access.managed.ManagedKey.Grant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyFileTest {
    private static final String DIGEST = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00.123Z");
    private static final List<ManagedKey> KEYS = List.of(
            new ManagedKey(
                    "ci",
                    List.of(new KeyHash("a".repeat(64), null), new KeyHash("b".repeat(64), NOW)),
                    new Grant("red", Set.of("x", "stage=prod"), Set.of("small"), Priority.LOW),
                    NOW,
                    "cli",
                    NOW.plusSeconds(1),
                    NOW.plusSeconds(2),
                    7),
            new ManagedKey(
                    "plain",
                    List.of(new KeyHash("c".repeat(64), null)),
                    new Grant(null, Set.of(), null),
                    NOW,
                    "admin",
                    null,
                    null,
                    1));

    @TempDir
    private Path folder;

    @Test
    void whatIsSavedIsReadAgain() throws IOException {
        Path file = folder.resolve("data/keys.json");
        new KeyFile(file).save(KEYS);

        assertThat(new KeyFile(file).load()).isEqualTo(KEYS);
    }

    @Test
    void keysThatWereKeptBeforeThereWerePrioritiesAreNormal() throws IOException {
        Path file = folder.resolve("keys.json");
        new KeyFile(file).save(KEYS);
        Files.writeString(file, Files.readString(file).replace(",\"priority\":\"low\"", ""));

        assertThat(new KeyFile(file).load().get(0).grant().priority()).isEqualTo(Priority.NORMAL);
    }

    @Test
    void whereThereIsNoFileThereAreNoKeysAndNoneIsMade() throws IOException {
        Path file = folder.resolve("keys.json");

        assertThat(new KeyFile(file).load()).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void onlyTheOwnerReadsIt() throws IOException {
        Path file = folder.resolve("keys.json");
        Files.writeString(file, "{}");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        new KeyFile(file).save(KEYS);
        new KeyFile(folder.resolve("other.json")).save(KEYS);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("other.json"))))
                .isEqualTo("rw-------");
        try (var left = Files.list(folder)) {
            assertThat(left).hasSize(2);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"version\":2,\"keys\":[]}",
                "{\"version\":1}",
                "{\"version\":1,\"keys\":[{\"name\":\"ci\"}]}",
                "{\"version\":1,\"keys\":[{\"name\":\"ci\",\"hashes\":[{\"sha256\":\"short\"}],\"created_at\":\"2026-11-30T12:00:00Z\"}]}",
                "{\"version\":1,\"keys\":[{\"name\":\"ci\",\"hashes\":[],\"created_at\":\"now\"}]}",
                "{\"version\":1,\"keys\":[{\"name\":\"ci\",\"hashes\":[{\"sha256\":\"" + DIGEST
                        + "\"}],\"created_at\":\"2026-11-30T12:00:00Z\",\"priority\":\"urgent\"}]}",
            })
    void aDamagedFileIsToldAndLeftAlone(String text) throws IOException {
        Path file = Files.writeString(folder.resolve("keys.json"), text);

        assertThatThrownBy(() -> new KeyFile(file).load())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("keys.json is damaged")
                .hasMessageContaining("left as it is");
        assertThat(file).hasContent(text);
    }
}
