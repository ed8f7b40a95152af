package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.PolicyStore.Keep;
import dev.pointsman.policy.PolicyStore.NextStatus;
import dev.pointsman.policy.PolicyStore.Status;
import dev.pointsman.policy.files.PolicyHistory;
import dev.pointsman.policy.files.PolicyVersion;
import dev.pointsman.policy.files.PolicyVersion.Author;
import dev.pointsman.testing.ManualLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyStoreTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Duration EVERY = Duration.ofMillis(400);
    private static final String ROLLOUT = "rollout: { next: next.yaml, mode: shadow }\n";

    @TempDir
    private Path folder;

    private Path file;
    private final ManualLoop worker = new ManualLoop();

    @BeforeEach
    void writeFirst() throws IOException {
        file = Files.writeString(folder.resolve("gateway.yaml"), withModel("first"));
    }

    @Test
    void aSavedChangeIsLiveWithinASecond() throws IOException {
        PolicyStore<String> store = watched();

        Files.writeString(file, withModel("second"));
        worker.advance(Duration.ofSeconds(1));

        assertThat(store.current()).isEqualTo("second after first");
        assertThat(store.status()).isEqualTo(new Status(Policy.digestOf(withModel("second")), NOON, 2, 0, false, null));
        assertThat(store.policy().catalog().model("second")).isNotNull();
    }

    @Test
    void aFileThatIsStillBeingWrittenIsPassedOver() throws IOException {
        PolicyStore<String> store = watched();

        Files.writeString(file, withModel("half"));
        worker.advance(EVERY);
        Files.writeString(file, withModel("whole-now"));
        worker.advance(EVERY);

        assertThat(store.status().loads()).isEqualTo(1);
        worker.advance(EVERY);
        assertThat(store.current()).isEqualTo("whole-now after first");
        assertThat(store.status().loads()).isEqualTo(2);
    }

    @Test
    void anEditorThatReplacesTheFileIsSeen() throws IOException {
        PolicyStore<String> store = watched();
        FileTime time = Files.getLastModifiedTime(file);

        Path fresh = Files.writeString(folder.resolve("gateway.yaml.tmp"), withModel("f1rst"));
        Files.setLastModifiedTime(fresh, time);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        worker.advance(EVERY.multipliedBy(2));

        assertThat(store.current()).isEqualTo("f1rst after first");
    }

    @Test
    void aSwappedLinkAboveTheFileIsSeen() throws IOException {
        Path one = Files.createDirectory(folder.resolve("..one"));
        Path two = Files.createDirectory(folder.resolve("..two"));
        Files.writeString(one.resolve("gateway.yaml"), withModel("one"));
        Files.writeString(two.resolve("gateway.yaml"), withModel("two"));
        Path data = Files.createSymbolicLink(folder.resolve("..data"), one);
        Path mounted = Files.createSymbolicLink(folder.resolve("mounted.yaml"), Path.of("..data/gateway.yaml"));
        PolicyStore<String> store = open(mounted);
        store.watch(worker, EVERY);

        Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), two);
        Files.move(next, data, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        worker.advance(EVERY.multipliedBy(2));

        assertThat(store.current()).isEqualTo("two after one");
    }

    @Test
    void aChangeThatSizeAndTimeDoNotTellIsSeenSoonAfterAnother() throws IOException {
        PolicyStore<String> store = watched();
        FileTime time = Files.getLastModifiedTime(file);

        Files.writeString(file, withModel("fir5t"));
        Files.setLastModifiedTime(file, time);
        worker.advance(EVERY);

        assertThat(store.current()).isEqualTo("fir5t after first");
    }

    @Test
    void aBadFileChangesNothingButTheStatus() throws IOException {
        PolicyStore<String> store = watched();

        Files.writeString(file, "providers: [oops");
        worker.advance(Duration.ofSeconds(10));

        assertThat(store.current()).isEqualTo("first");
        assertThat(store.status().digest()).isEqualTo(Policy.digestOf(withModel("first")));
        assertThat(store.status().failures()).isEqualTo(1);
        assertThat(store.status().error()).startsWith(file + ":1:17: not YAML: ");
    }

    @Test
    void aFailingTestBlocksTheReload() throws IOException {
        PolicyStore<String> store = watched();

        Files.writeString(file, withModel("second") + "tests: [{ given: {}, expect: { error: overloaded } }]\n");
        worker.advance(Duration.ofSeconds(2));

        assertThat(store.current()).isEqualTo("first");
        assertThat(store.status().error()).contains("tests[0].expect.error: expected error \"overloaded\"");
    }

    @Test
    void aBadFileThatIsPutRightClearsTheError() throws IOException {
        PolicyStore<String> store = watched();
        Files.writeString(file, "nothing: here");
        worker.advance(Duration.ofSeconds(2));
        assertThat(store.status().error()).isNotNull();

        Files.writeString(file, withModel("first"));
        worker.advance(Duration.ofSeconds(2));

        assertThat(store.status().error()).isNull();
        assertThat(store.current()).isEqualTo("first after first");
    }

    @Test
    void aFileThatIsGoneIsToldOnceAndTakenAgainWhenItIsBack() throws IOException {
        PolicyStore<String> store = watched();
        Files.delete(file);
        worker.advance(Duration.ofSeconds(10));

        assertThat(store.current()).isEqualTo("first");
        assertThat(store.status().failures()).isEqualTo(1);
        assertThat(store.status().error()).isEqualTo(file + ":1:1: there is no such file");

        Files.writeString(file, withModel("back"));
        worker.advance(Duration.ofSeconds(1));
        assertThat(store.current()).isEqualTo("back after first");
    }

    @Test
    void touchingTheFileReloadsNothing() throws IOException {
        PolicyStore<String> store = watched();

        Files.setLastModifiedTime(file, FileTime.from(NOON));
        worker.advance(Duration.ofSeconds(2));

        assertThat(store.status().loads()).isEqualTo(1);
    }

    @Test
    void aReloadOnDemandReadsTheFileAtOnce() throws IOException {
        PolicyStore<String> store = open(file);
        Files.writeString(file, withModel("second"));

        assertThat(store.reload()).isTrue();
        assertThat(store.current()).isEqualTo("second after first");

        Files.writeString(file, "models: 3");
        assertThat(store.reload()).isFalse();
        assertThat(store.current()).isEqualTo("second after first");
    }

    @Test
    void anotherListenerNeedsARestartUntilItIsTakenBack() throws IOException {
        PolicyStore<String> store = open(file);
        Files.writeString(file, withModel("second") + "server: { listen: \"127.0.0.1:1\" }\n");
        store.reload();
        assertThat(store.status().restartNeeded()).isTrue();

        Files.writeString(file, withModel("third"));
        store.reload();
        assertThat(store.status().restartNeeded()).isFalse();
    }

    @Test
    void afterUnwatchTheFileIsLeftAlone() throws IOException {
        PolicyStore<String> store = watched();
        store.unwatch();

        Files.writeString(file, withModel("second"));
        worker.advance(Duration.ofSeconds(5));

        assertThat(store.current()).isEqualTo("first");
    }

    @Test
    void aRotatedSecretFileIsInUseWithoutALoad() throws IOException {
        Path secret = Files.writeString(folder.resolve("key"), "old");
        Files.writeString(
                file, "providers: { a: { type: fake, key: \"file:" + secret + "\" } }\nmodels: { first: a/x }\n");
        var factory = new Policies.FakeFactory();
        var loader = new PolicyLoader(name -> null, List.of(factory), List.of());
        PolicyStore<String> store = PolicyStore.open(file, loader, (policy, next, before) -> "running", CLOCK);
        store.watch(worker, EVERY);

        Files.writeString(secret, "new");
        worker.advance(EVERY);

        assertThat(factory.asked.get(0).key().reveal()).isEqualTo("new");
        assertThat(store.status().loads()).isEqualTo(1);
    }

    @Test
    void aPolicyThatCannotBeMadeRunnableChangesNothing() throws IOException {
        PolicyStore<String> store = PolicyStore.open(
                file,
                Policies.loader(),
                (policy, next, before) -> {
                    if (before != null) {
                        throw new IllegalStateException("no room");
                    }
                    return "only";
                },
                CLOCK);
        Files.writeString(file, withModel("second"));

        assertThat(store.reload()).isFalse();
        assertThat(store.current()).isEqualTo("only");
        assertThat(store.status().error()).isEqualTo("no room");
    }

    @Test
    void aFirstFileThatCannotBeUsedIsAnError() throws IOException {
        Files.writeString(file, "models: 3");

        assertThatThrownBy(() -> open(file))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("missing key \"providers\"");
    }

    @Test
    void aTextThatIsPutInThePlaceOfTheFileIsLiveAndNotLoadedTwice() throws IOException {
        PolicyStore<String> store = watched();

        Policy live = store.replace(withModel("second"), new Author("ann", "why"), Keep.IN_FILE);
        worker.advance(Duration.ofSeconds(5));

        assertThat(live.catalog().model("second")).isNotNull();
        assertThat(store.current()).isEqualTo("second after first");
        assertThat(file).hasContent(withModel("second"));
        assertThat(store.status().loads()).isEqualTo(2);
        assertThat(store.inMemory()).isFalse();
    }

    @Test
    void aBadTextIsRefusedAndChangesNotEvenTheStatus() throws IOException {
        PolicyStore<String> store = watched();

        assertThatThrownBy(() -> store.replace("models: 3", Author.FILE, Keep.IN_FILE))
                .isInstanceOf(ConfigException.class);

        assertThat(file).hasContent(withModel("first"));
        assertThat(store.current()).isEqualTo("first");
        assertThat(store.status().failures()).isZero();
    }

    @Test
    void aTextInMemoryHoldsUntilTheFileChanges() throws IOException {
        PolicyStore<String> store = watched();

        store.replace(withModel("second"), Author.FILE, Keep.IN_MEMORY);
        worker.advance(Duration.ofSeconds(5));
        assertThat(store.current()).isEqualTo("second after first");
        assertThat(store.inMemory()).isTrue();
        assertThat(file).hasContent(withModel("first"));

        Files.writeString(file, withModel("third"));
        worker.advance(Duration.ofSeconds(1));
        assertThat(store.current()).isEqualTo("third after second");
        assertThat(store.inMemory()).isFalse();
    }

    @Test
    void aFileThatCannotBeWrittenChangesNothing() throws IOException {
        PolicyStore<String> store = watched();
        Files.delete(file);
        Files.createDirectory(file);

        assertThatThrownBy(() -> store.replace(withModel("second"), Author.FILE, Keep.IN_FILE))
                .isInstanceOf(IOException.class);

        assertThat(store.current()).isEqualTo("first");
    }

    @Test
    void aTextThatCannotBeMadeRunnableLeavesTheFileAsItWas() {
        PolicyStore<String> store = PolicyStore.open(
                file,
                Policies.loader(),
                (policy, next, before) -> {
                    if (before != null) {
                        throw new IllegalStateException("no room");
                    }
                    return "only";
                },
                CLOCK);

        assertThatThrownBy(() -> store.replace(withModel("second"), Author.FILE, Keep.IN_FILE))
                .hasMessage("no room");

        assertThat(file).hasContent(withModel("first"));
        assertThat(store.current()).isEqualTo("only");
    }

    @Test
    void whatGoesLiveIsKeptAndWhatWasInTheFileToo() throws IOException {
        PolicyHistory history = PolicyHistory.in(folder.resolve("kept"));
        PolicyStore<String> store = open(file, history);
        Files.writeString(file, "not: a policy");

        store.replace(withModel("second"), new Author("ann", "why"), Keep.IN_FILE);

        assertThat(history.versions())
                .extracting(PolicyVersion::digest, PolicyVersion::who, PolicyVersion::note, PolicyVersion::live)
                .containsExactly(
                        tuple(Policy.digestOf(withModel("second")), "ann", "why", true),
                        tuple(
                                Policy.digestOf("not: a policy"),
                                "file",
                                "in the file, not live, when ann replaced it",
                                false),
                        tuple(Policy.digestOf(withModel("first")), "file", "", true));
        assertThat(store.text("current")).contains(withModel("second"));
        assertThat(store.text(Policy.digestOf("not: a policy").substring(0, 12)))
                .contains("not: a policy");
        assertThat(store.text("next")).isEmpty();
    }

    @Test
    void aNextPolicyIsLoadedBesideItAndWatchedLikeIt() throws IOException {
        Path next = Files.writeString(folder.resolve("next.yaml"), withModel("later"));
        Files.writeString(file, withModel("first") + ROLLOUT);
        PolicyStore<String> store = watched();

        assertThat(store.current()).isEqualTo("first with later");
        assertThat(store.text("next")).contains(withModel("later"));
        Files.writeString(next, withModel("latest"));
        worker.advance(Duration.ofSeconds(1));

        assertThat(store.current()).isEqualTo("first with latest after first");
        assertThat(store.status().loads()).isEqualTo(1);
        assertThat(store.next()).isEqualTo(new NextStatus(next, Policy.digestOf(withModel("latest")), null, List.of()));
        Files.writeString(file, withModel("second"));
        worker.advance(Duration.ofSeconds(1));
        assertThat(store.current()).isEqualTo("second after first");
        assertThat(store.next()).isNull();
    }

    @Test
    void aBadNextPolicyLeavesBothAsTheyAre() throws IOException {
        Path next = Files.writeString(folder.resolve("next.yaml"), withModel("later"));
        Files.writeString(file, withModel("first") + ROLLOUT);
        PolicyStore<String> store = watched();

        Files.writeString(next, "models: 3");
        worker.advance(Duration.ofSeconds(5));

        assertThat(store.current()).isEqualTo("first with later");
        assertThat(store.next().error()).contains("missing key \"providers\"");
        assertThat(store.nextFailures()).isEqualTo(1);
        assertThat(store.status().error()).isNull();
        Files.writeString(next, withModel("later"));
        worker.advance(Duration.ofSeconds(5));
        assertThat(store.next().error()).isNull();
    }

    @Test
    void aNextPolicyThatIsNotThereYetIsWaitedFor() throws IOException {
        Files.writeString(file, withModel("first") + ROLLOUT);
        PolicyStore<String> store = watched();
        assertThat(store.current()).isEqualTo("first");
        assertThat(store.next().error()).contains("there is no such file");

        Files.writeString(folder.resolve("next.yaml"), withModel("later"));
        worker.advance(Duration.ofSeconds(1));

        assertThat(store.current()).isEqualTo("first with later after first");
    }

    @Test
    void theNextPolicyIsPromotedByItsText() throws IOException {
        Files.writeString(folder.resolve("next.yaml"), withModel("later"));
        Files.writeString(file, withModel("first") + ROLLOUT);
        PolicyStore<String> store = watched();

        store.promote(new Author("ann", "it went well"), Keep.IN_FILE);

        assertThat(file).hasContent(withModel("later"));
        assertThat(store.current()).isEqualTo("later after first");
        assertThatThrownBy(() -> store.promote(Author.FILE, Keep.IN_FILE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("there is no next policy to promote");
    }

    @Test
    void aNextPolicyThatIsThePolicyItselfIsNoNextOne() throws IOException {
        String same = withModel("first") + ROLLOUT;
        Files.writeString(folder.resolve("next.yaml"), same);
        Files.writeString(file, same);

        assertThat(watched().current()).isEqualTo("first");
    }

    @Test
    void sectionsOfTheNextPolicyThatCountForNothingAreTold() throws IOException {
        Files.writeString(
                folder.resolve("next.yaml"),
                withModel("later")
                        + "server: { drain: 3s }\nstorage: { ledger: none }\nkeys: [{ name: ci, hash: \"sha256:"
                        + "ab".repeat(32) + "\" }]\nrollout: { next: other.yaml, mode: ab }\n");
        Files.writeString(file, withModel("first") + ROLLOUT);

        assertThat(watched().next().ignored()).containsExactly("server", "storage", "keys", "rollout");
    }

    private PolicyStore<String> watched() {
        PolicyStore<String> store = open(file);
        store.watch(worker, EVERY);
        return store;
    }

    private static PolicyStore<String> open(Path file) {
        return open(file, PolicyHistory.in(null));
    }

    /** A policy is made into the name of its first model, that of the next policy, and the name before. */
    private static PolicyStore<String> open(Path file, PolicyHistory history) {
        return PolicyStore.open(
                file,
                Policies.loader(),
                Policies.loader().load(file),
                (policy, next, before) -> name(policy)
                        + (next == null ? "" : " with " + name(next))
                        + (before == null ? "" : " after " + before.split(" ", -1)[0]),
                history,
                CLOCK);
    }

    private static String name(Policy policy) {
        return policy.catalog().models().iterator().next().name();
    }

    private static String withModel(String name) {
        return "providers: { a: { type: fake } }\nmodels: { " + name + ": a/x }\n";
    }
}
