package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.testing.ManualLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a policy names are watched as it is. */
class FilesOfAPolicyTest {
    private static final String ROLLOUT = "rollout: { next: next.yaml, mode: shadow }\n";

    @TempDir
    private Path folder;

    private Path file;
    private final ManualLoop worker = new ManualLoop();

    @BeforeEach
    void place() {
        file = folder.resolve("gateway.yaml");
    }

    @Test
    void aChangedFileThatThePolicyNamesIsLiveAndABrokenOneChangesNothing() throws IOException {
        Path prices = prices("1");
        Files.writeString(file, withModel("first") + "prices: { file: prices.json }\n");
        PolicyStore<String> store = watched();
        worker.advance(Duration.ofSeconds(4));
        assertThat(store.status().loads()).isEqualTo(1);

        prices("2");
        worker.advance(Duration.ofSeconds(1));
        assertThat(store.current()).isEqualTo("first after first");
        assertThat(store.status().loads()).isEqualTo(2);

        Files.writeString(prices, "oops");
        worker.advance(Duration.ofSeconds(4));
        assertThat(store.status().failures()).isEqualTo(1);
        assertThat(store.status().error()).contains("prices.file");
        assertThat(store.status().loads()).isEqualTo(2);

        Files.delete(prices);
        worker.advance(Duration.ofSeconds(4));
        assertThat(store.status().error()).contains("there is no file");
        assertThat(store.status().failures()).isEqualTo(2);

        prices("2");
        worker.advance(Duration.ofSeconds(4));
        assertThat(store.status().error()).isNull();
        assertThat(store.status().loads()).isEqualTo(3);
    }

    @Test
    void aPolicyThatNamesAFileTooEarlyIsLiveOnceItIsThere() throws IOException {
        Files.writeString(file, withModel("first"));
        PolicyStore<String> store = watched();
        Files.writeString(file, withModel("second") + "prices: { file: prices.json }\n");
        worker.advance(Duration.ofSeconds(1));
        assertThat(store.status().error()).contains("there is no file");

        prices("1");
        worker.advance(Duration.ofSeconds(1));

        assertThat(store.current()).isEqualTo("second after first");
        assertThat(store.status().error()).isNull();
    }

    @Test
    void aChangedFileIsReadForThePolicyThatRunsWhileTheOneInItsFileIsBad() throws IOException {
        prices("1");
        Files.writeString(file, withModel("first") + "prices: { file: prices.json }\n");
        PolicyStore<String> store = watched();
        Files.writeString(file, "providers: [oops");
        worker.advance(Duration.ofSeconds(1));

        prices("2");
        worker.advance(Duration.ofSeconds(1));

        assertThat(store.status().loads()).isEqualTo(2);
        assertThat(store.status().error()).contains("not YAML");
    }

    @Test
    void aNextPolicyIsReadAgainWithTheFilesThatItNames() throws IOException {
        prices("1");
        Files.writeString(folder.resolve("next.yaml"), withModel("later") + "prices: { file: prices.json }\n");
        Files.writeString(file, withModel("first") + ROLLOUT);
        PolicyStore<String> store = watched();
        String before = store.current();

        prices("2");
        worker.advance(Duration.ofSeconds(1));

        assertThat(store.current()).isNotEqualTo(before);
        assertThat(store.next().error()).isNull();
        assertThat(store.status().loads()).isEqualTo(1);
    }

    private Path prices(String in) throws IOException {
        return Files.writeString(
                folder.resolve("prices.json"),
                "{ \"x\": { \"litellm_provider\": \"fake\", \"mode\": \"chat\", \"input_cost_per_token\": " + in
                        + "e-06, \"output_cost_per_token\": 1e-06 } }");
    }

    /** A policy is made into the name of its first model, that of the next policy, and the name before. */
    private PolicyStore<String> watched() {
        PolicyStore<String> store = PolicyStore.open(
                file,
                Policies.loader(),
                (policy, next, before) -> name(policy)
                        + (next == null ? "" : " with " + name(next))
                        + (before == null ? "" : " after " + before.split(" ", -1)[0]),
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC));
        store.watch(worker, Duration.ofMillis(400));
        return store;
    }

    private static String name(Policy policy) {
        return policy.catalog().models().iterator().next().name();
    }

    private static String withModel(String name) {
        return "providers: { a: { type: fake } }\nmodels: { " + name + ": a/x }\n";
    }
}
