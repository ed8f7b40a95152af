package dev.pointsman.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.files.PolicyHistory;
import dev.pointsman.policy.files.PolicyVersion;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPoliciesTest {
    private static final Policy POLICY = Policies.load(Policies.BASE);

    @TempDir
    private Path folder;

    @Test
    void aPolicyIsFoundByItsDigestInTheHistoryOrAtHand() {
        PolicyHistory history = PolicyHistory.in(folder);
        keep(history, Policies.BASE);
        PolicyVersions kept = new KeptPolicies(history, Policies.loader());
        String digest = POLICY.digest().substring(0, 12);

        assertThat(kept.withDigest(digest))
                .isNotNull()
                .extracting(Policy::digest)
                .isEqualTo(POLICY.digest());
        assertThat(kept.withDigest("0123456789ab")).isNull();
        assertThat(PolicyVersions.only(POLICY).withDigest(digest)).isSameAs(POLICY);
        assertThat(PolicyVersions.only(POLICY).withDigest("")).isNull();
        assertThat(PolicyVersions.only(POLICY).or(other -> null).withDigest("0123456789ab"))
                .isNull();
        assertThat(((PolicyVersions) other -> null).or(kept).withDigest(digest)).isNotNull();
    }

    @Test
    void aPolicyThatNoLongerLoadsIsNotFound() {
        PolicyHistory history = PolicyHistory.in(folder);
        String text = "version: 1\nproviders: {}\n";
        keep(history, text);

        assertThat(new KeptPolicies(history, Policies.loader())
                        .withDigest(PolicyVersion.digestOf(text).substring(0, 12)))
                .isNull();
    }

    private static void keep(PolicyHistory history, String text) {
        history.keep(new PolicyVersion(Instant.EPOCH, PolicyVersion.digestOf(text), "file", "", true), text);
    }
}
