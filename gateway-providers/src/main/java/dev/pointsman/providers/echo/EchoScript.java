package dev.pointsman.providers.echo;

import dev.pointsman.config.ConfigNode;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one answer is given. Begins as the policy says ({@link #from}), then {@code [[directives]]} of the prompt change it.
 *
 * @param latencyMillis before the head of the reply
 * @param gapMillis between two tokens; a plain answer comes after all of them together
 * @param tokens length of the answer; 0 for as long as its sentence is
 * @param fail share of prompts, 0..1, that are answered with {@code status} (503 where that is 200)
 * @param status of the answer; anything but 200 is an error
 * @param retryAfterSeconds sent with an error; 0 for not at all
 * @param cut the connection breaks after so many tokens (of a plain answer: bytes); -1 never
 * @param silence nothing comes after so many tokens, and the connection stays; -1 never
 * @param malformed position (from 1) of a token that is sent as broken JSON; 0 for none
 * @param error an error event comes after so many tokens; -1 for none
 * @param split bytes are handed over in pieces of this size; 0 for event by event
 * @param tools names of the functions to call, in place of an answer in words
 * @param arguments JSON for each of those calls; null to make them up from the function's schema
 * @param finish finish reason to claim; null for the true one
 */
record EchoScript(
        double latencyMillis,
        double gapMillis,
        int tokens,
        double fail,
        int status,
        int retryAfterSeconds,
        int cut,
        int silence,
        int malformed,
        int error,
        int split,
        List<String> tools,
        @Nullable String arguments,
        @Nullable String finish) {
    static final EchoScript PLAIN = new EchoScript(0, 0, 0, 0, 200, 0, -1, -1, 0, -1, 0, List.of(), null, null);
    static final String[] KEYS = {"latency", "tokens", "tokens_per_second", "fail", "status"};

    EchoScript {
        tools = List.copyOf(tools);
    }

    /** The keys {@link #KEYS} of a provider entry, or of one of its {@code models}; what is not given is as in {@code base}. */
    static EchoScript from(ConfigNode node, EchoScript base) {
        ConfigNode latency = node.at("latency");
        ConfigNode tokens = node.at("tokens");
        ConfigNode pace = node.at("tokens_per_second");
        ConfigNode fail = node.at("fail");
        ConfigNode status = node.at("status");
        double perSecond = pace == null ? -1 : pace.number(0, 1_000_000, 0);
        double gap = perSecond < 0 ? base.gapMillis : perSecond == 0 ? 0 : 1000 / perSecond;
        return new EchoScript(
                latency == null
                        ? base.latencyMillis
                        : latency.duration(Duration.ZERO).toNanos() / 1e6,
                gap,
                tokens == null ? base.tokens : tokens.integer(0, 1_000_000, 0),
                fail == null ? base.fail : fail.share(0),
                status == null ? base.status : status.integer(200, 599, 200),
                base.retryAfterSeconds,
                base.cut,
                base.silence,
                base.malformed,
                base.error,
                base.split,
                base.tools,
                base.arguments,
                base.finish);
    }

    boolean failsFor(double draw) {
        return status != 200 || draw < fail;
    }

    int failureStatus() {
        return status == 200 ? 503 : status;
    }
}
