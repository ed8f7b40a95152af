package dev.pointsman.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one scan of a request body found that routing needs.
 *
 * @param model the name asked for; "" where the body names none
 * @param includeUsage {@code stream_options.include_usage} is true
 * @param maxOutputTokens {@code max_completion_tokens} or {@code max_tokens}; -1 where not given
 * @param choices {@code n}, 1 where not given
 * @param tools at least one tool (or deprecated function) is offered
 * @param parallelTools {@code parallel_tool_calls} is true
 * @param jsonSchema structured output by schema is asked for
 * @param turns number of messages; of a rerank, the query and its documents
 * @param textBytes bytes of all message texts (the JSON string contents, still escaped): for the token estimate
 * @param metadata string values of {@code metadata}, bounded
 */
public record RequestFacts(
        String model,
        boolean stream,
        boolean includeUsage,
        int maxOutputTokens,
        int choices,
        boolean tools,
        boolean parallelTools,
        boolean jsonSchema,
        boolean images,
        boolean audio,
        boolean files,
        boolean logprobs,
        int turns,
        int textBytes,
        @Nullable String user,
        Map<String, String> metadata) {
    public static final RequestFacts NONE = new RequestFacts(
            "", false, false, -1, 1, false, false, false, false, false, false, false, 0, 0, null, Map.of());

    public RequestFacts {
        metadata = Map.copyOf(metadata);
    }
}
