package dev.pointsman.providers.openai.reply;

import static java.util.Map.entry;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.FinishReasons;
import java.util.Map;
import java.util.Set;

/**
 * The words by which providers of OpenAI's form say why an answer ended, each with OpenAI's. One for each adapter, shared by all loops.
 * Source: docs/providers.md, "Replies".
 */
public final class FinishWords {
    private static final Map<String, Finish> KNOWN = Map.ofEntries(
            entry("stop", Finish.STOP),
            entry("length", Finish.LENGTH),
            entry("tool_calls", Finish.TOOL_CALLS),
            entry("content_filter", Finish.CONTENT_FILTER),
            entry("", Finish.STOP),
            entry("eos", Finish.STOP),
            entry("eos_token", Finish.STOP),
            entry("end_turn", Finish.STOP),
            entry("stop_sequence", Finish.STOP),
            entry("done", Finish.STOP),
            entry("model_length", Finish.LENGTH),
            entry("max_tokens", Finish.LENGTH),
            entry("max_output_tokens", Finish.LENGTH),
            entry("model_context_window_exceeded", Finish.LENGTH),
            entry("insufficient_system_resource", Finish.LENGTH),
            entry("tool_use", Finish.TOOL_CALLS),
            entry("tool_call", Finish.TOOL_CALLS),
            entry("sensitive", Finish.CONTENT_FILTER),
            entry("safety", Finish.CONTENT_FILTER));
    private static final Set<String> FAILURES = Set.of("error", "abort", "network_error");
    private static final String FUNCTION_CALL = "function_call";
    /** DeepSeek's: it ran out of room for this answer. */
    private static final String NO_ROOM = "insufficient_system_resource";

    private final FinishReasons reasons;

    /** {@code type} is the provider's, for the log. */
    public FinishWords(String type) {
        this.reasons = new FinishReasons(type, KNOWN);
    }

    /**
     * OpenAI's word for a provider's. A stop after calls is told as calls.
     *
     * @param called the answer holds calls
     * @param said something of the answer has gone out already
     * @throws GatewayException where the word tells a failure
     */
    String told(String raw, boolean called, boolean said) {
        if (raw.equals(FUNCTION_CALL)) {
            return raw;
        }
        if (FAILURES.contains(raw)) {
            throw new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider ended its answer with \"" + raw + "\"");
        }
        if (raw.equals(NO_ROOM) && !said) {
            throw new GatewayException(ErrorKind.UPSTREAM_OVERLOADED, "the provider had no room for an answer");
        }
        return reasons.of(raw).told(called).word();
    }

    /** Whether a provider's word is in the table. */
    public boolean know(String raw) {
        return KNOWN.containsKey(raw) || raw.equals(FUNCTION_CALL) || FAILURES.contains(raw);
    }
}
