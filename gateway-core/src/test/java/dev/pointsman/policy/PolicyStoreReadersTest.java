package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.policy.files.PolicyVersion.Author;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What others see of a {@link PolicyStore} while a policy is swapped in. */
class PolicyStoreReadersTest {
    @TempDir
    private Path folder;

    private final List<String> seen = new ArrayList<>();
    private @Nullable PolicyStore<String> store;

    @Test
    void whoeverSeesANewPolicySeesWhereItCameFrom() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), withModel("first"));
        PolicyStore<String> opened = PolicyStore.open(
                file,
                Policies.loader(),
                (policy, next, before) ->
                        policy.catalog().models().iterator().next().name(),
                new Looking());
        store = opened;

        opened.replace(withModel("second"), Author.FILE, PolicyStore.Keep.IN_MEMORY);
        Files.writeString(file, withModel("third"));
        opened.reload();

        assertThat(seen)
                .contains("second in memory", "third of the file")
                .doesNotContain("second of the file", "third in memory");
    }

    private static String withModel(String name) {
        return "providers: { a: { type: fake } }\nmodels: { " + name + ": a/x }\n";
    }

    /** The store asks it for the time in the midst of a swap. */
    private final class Looking extends Clock {
        @Override
        public Instant instant() {
            PolicyStore<String> looked = store;
            if (looked != null) {
                seen.add(looked.current() + (looked.inMemory() ? " in memory" : " of the file"));
            }
            return Instant.EPOCH;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }
}
