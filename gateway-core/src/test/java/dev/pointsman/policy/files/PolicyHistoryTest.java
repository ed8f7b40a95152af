package dev.pointsman.policy.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    private Path parent;

    private Path folder;
    private PolicyHistory history;

    @BeforeEach
    void begin() {
        folder = parent.resolve("data/policies");
        history = PolicyHistory.in(folder);
    }

    @Test
    void versionsAreListedLatestFirstWithWhoAndWhy() {
        keep("one", "file", "");
        keep("two", "admin", "because");

        assertThat(PolicyHistory.in(folder).versions())
                .containsExactly(version("two", "admin", "because", true), version("one", "file", "", true));
        assertThat(history.failures()).isZero();
    }

    @Test
    void aTextIsFoundByItsDigestOrItsFirstTwelveDigits() {
        keep("one", "file", "");
        String digest = PolicyVersion.digestOf("one");

        assertThat(history.text(digest)).contains("one");
        assertThat(history.text(digest.substring(0, 12))).contains("one");
        assertThat(history.text(digest.substring(0, 11))).isEmpty();
        assertThat(history.text(PolicyVersion.digestOf("two"))).isEmpty();
        assertThat(history.text("../../etc/passwd")).isEmpty();
        assertThat(history.text("*")).isEmpty();
    }

    @Test
    void aPolicyThatIsTheLatestAlreadyIsNotListedAgain() {
        keep("one", "file", "");
        keep("one", "file", "");
        keep("two", "file", "");
        keep("one", "file", "");

        assertThat(history.versions()).hasSize(3);
    }

    @Test
    void aNextPolicyIsKeptBesideTheLiveOneAndOverARestart() {
        keep("live", "file", "");
        history.keep(version("next", "file", "next", false), "next");
        keep("live", "file", "");
        history.keep(version("next", "file", "next", false), "next");

        assertThat(history.versions()).hasSize(2);
        assertThat(history.text(PolicyVersion.digestOf("next"))).contains("next");
    }

    @Test
    void onlyTheLastTwoHundredAreKept() throws IOException {
        for (int i = 0; i < 260; i++) {
            keep("policy " + i, "file", "");
        }

        assertThat(history.versions()).hasSize(PolicyHistory.MOST_VERSIONS);
        assertThat(history.versions().get(0).digest()).isEqualTo(PolicyVersion.digestOf("policy 259"));
        assertThat(history.text(PolicyVersion.digestOf("policy 0"))).isEmpty();
        assertThat(history.text(PolicyVersion.digestOf("policy 60"))).contains("policy 60");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.count()).isLessThanOrEqualTo(PolicyHistory.MOST_VERSIONS + 51);
        }
    }

    @Test
    void aLineThatWasTornIsPassedOver() throws IOException {
        keep("one", "file", "");
        Files.writeString(folder.resolve("index.jsonl"), "{\"at\":\"2026-1", StandardOpenOption.APPEND);

        keep("two", "file", "");

        assertThat(history.versions())
                .extracting(PolicyVersion::digest)
                .containsExactly(PolicyVersion.digestOf("two"), PolicyVersion.digestOf("one"));
    }

    @Test
    void aTextThatWasAlteredIsNotGivenOut() throws IOException {
        keep("one", "file", "");
        Files.writeString(folder.resolve(PolicyVersion.digestOf("one") + ".yaml"), "another");

        assertThat(history.text(PolicyVersion.digestOf("one"))).isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsCountedAndChangesNothingElse() throws IOException {
        Files.createDirectories(parent.resolve("data"));
        Files.writeString(folder, "a file where the folder should be");

        keep("one", "file", "");
        keep("two", "file", "");

        assertThat(history.failures()).isEqualTo(2);
        assertThat(history.versions()).isEmpty();
        assertThat(history.text(PolicyVersion.digestOf("one"))).isEmpty();
    }

    @Test
    void withoutAFolderNothingIsKept() {
        PolicyHistory none = PolicyHistory.in(null);

        none.keep(version("one", "file", "", true), "one");

        assertThat(none.enabled()).isFalse();
        assertThat(none.versions()).isEmpty();
        assertThat(none.text(PolicyVersion.digestOf("one"))).isEmpty();
        assertThat(history.enabled()).isTrue();
    }

    private void keep(String text, String who, String note) {
        history.keep(version(text, who, note, true), text);
    }

    private static PolicyVersion version(String text, String who, String note, boolean live) {
        return new PolicyVersion(NOON, PolicyVersion.digestOf(text), who, note, live);
    }
}
