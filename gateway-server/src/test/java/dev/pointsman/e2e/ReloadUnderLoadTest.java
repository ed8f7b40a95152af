package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Footprint;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.e2e.peers.StreamLoad;
import dev.pointsman.policy.ActivePolicy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The policy is changed again and again while many streams are under way. */
class ReloadUnderLoadTest {
    private static final int STREAMS = 200;
    private static final int WARM_UP = 200;
    /** Records that the admin listener keeps, 5 MB: the measurement begins when that many are there. */
    private static final int KEPT_AT_HAND = 4_096;

    private static final int RELOADS = 1_000;
    /** Of a thousand reloads, 16 kB each: what else moves in the process is half of that, one policy of this test alone is more. */
    private static final long HEAP_GROWTH = 16L << 20;

    private static final long MEGABYTE = 1L << 20;

    private final ScriptedUpstream upstream = ScriptedUpstream.playing(Replies.words(16));
    private final RunningGateway gateway = RunningGateway.startWhole(policy(0));

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    @Test
    void aThousandReloadsUnderTwoHundredStreamsLoseNoRequestAndHoldNothing() throws Exception {
        String ask = "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Count.\"}]}";
        try (var load = new StreamLoad(gateway, STREAMS, ask, "data: [DONE]\n\n")) {
            for (long requests = 0; requests < KEPT_AT_HAND; ) {
                StreamLoad.Outcome warm = load.during(() -> reload(WARM_UP));
                assertThat(warm.failures()).isEmpty();
                requests += warm.requests();
            }
            Footprint before = Footprint.now();
            long policies = Footprint.reachable(ActivePolicy.class);
            long own = ownDescriptors(before);

            StreamLoad.Outcome outcome = load.during(() -> reload(RELOADS));
            Footprint after = Footprint.now();

            assertThat(outcome.failures()).isEmpty();
            assertThat(outcome.requests()).isGreaterThanOrEqualTo(STREAMS);
            assertThat(ownDescriptors(after)).as("file descriptors").isLessThanOrEqualTo(own + 4);
            assertThat(upstream.openConnections()).as("pooled connections").isLessThanOrEqualTo(2 * STREAMS);
            assertThat(after.directBytes()).as("direct memory").isLessThan(before.directBytes() + 8 * MEGABYTE);
            assertThat(after.heapBytes()).as("heap").isLessThan(before.heapBytes() + HEAP_GROWTH);
            assertThat(Footprint.reachable(ActivePolicy.class)).as("policies").isBetween(1L, policies + 1);
        }
    }

    @Test
    void aBadFileIsRefusedAndTheOldPolicyStays() throws Exception {
        assertThat(gateway.reload("version: 1\nmodels: { small: { deploymants: [] } }\n"))
                .isFalse();

        var reply = gateway.post(
                "/v1/chat/completions",
                "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"stream\":true}");
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(gateway.get(gateway.adminUrl() + "/health/ready").body()).contains("deploymants");
        assertThat(gateway.reload(policy(1))).isTrue();
        assertThat(gateway.get(gateway.adminUrl() + "/health/ready").body()).doesNotContain("deploymants");
    }

    @Test
    void aChangedFileIsReadWithoutBeingTold() throws Exception {
        gateway.write(policy(0) + "  extra: { deployments: [{ at: one/gpt-4o }] }\n");

        await().until(() -> gateway.get(gateway.url() + "/models").body().contains("\"extra\""));
    }

    /** Without pooled connections, of which this process holds both ends; how many it takes at most is chance. */
    private long ownDescriptors(Footprint footprint) {
        return footprint.descriptors() - 2L * upstream.openConnections();
    }

    private void reload(int times) {
        for (int i = 0; i < times; i++) {
            assertThat(gateway.reload(policy(i + 1))).as("reload %d", i).isTrue();
        }
    }

    private String policy(int turn) {
        String order = turn % 2 == 0
                ? "{ at: one/gpt-4o-mini }, { at: two/gpt-4o-mini }"
                : "{ at: two/gpt-4o-mini }, { at: one/gpt-4o-mini }";
        String rule = turn % 2 == 0 ? "even" : "odd";
        return RunningGateway.HEAD + """
                providers:
                  one: { type: openai, url: "%s", key: $UPSTREAM_KEY }
                  two: { type: openai, url: "%s", key: $UPSTREAM_KEY }
                rules:
                  - { name: long, when: { input_tokens: "> 4000" }, then: { use: large } }
                  - { name: %s, then: { use: small } }
                tests:
                  - { given: { text: "hi" }, expect: { rule: %s, model: small } }
                models:
                  large: { deployments: [{ at: one/gpt-4o }] }
                  small: { balance: round-robin, deployments: [%s] }
                """.formatted(upstream.url(), upstream.url(), rule, rule, order);
    }
}
