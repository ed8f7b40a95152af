package dev.pointsman.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What every good reply in OpenAI's chat form holds to, whichever provider it came from: it fits OpenAI's description, ends once, tells its
 * calls so that a client can put them together, and its tokens add up.
 */
public final class ChatLaws {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final OpenAiSchema WHOLE = OpenAiSchema.of("CreateChatCompletionResponse");
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");
    private static final String DONE = "data: [DONE]";
    private static final String DATA = "data: ";

    private ChatLaws() {}

    /**
     * Fails with the law that is broken.
     *
     * @param includeUsage the client of a stream asked for the chunk that tells usage
     */
    public static void hold(RecordedReply reply, boolean stream, boolean includeUsage) {
        assertThat(reply.failure()).isNull();
        assertThat(reply.ended()).isTrue();
        if (stream) {
            holdForStream(reply, includeUsage);
        } else {
            holdForBody(reply);
        }
    }

    private static void holdForBody(RecordedReply reply) {
        JsonNode body = MAPPER.readTree(reply.text());
        assertThat(WHOLE.problems(body)).isEmpty();
        for (JsonNode choice : body.path("choices")) {
            Calls calls = new Calls();
            for (JsonNode call : choice.path("message").path("tool_calls")) {
                calls.whole(call);
            }
            calls.holdAtTheEnd(choice.path("finish_reason").asString(""));
        }
        usageAddsUp(body.path("usage"), reply.usage());
    }

    private static void holdForStream(RecordedReply reply, boolean includeUsage) {
        List<JsonNode> chunks = chunks(reply.text());
        Map<Integer, Calls> calls = new TreeMap<>();
        Map<Integer, String> finished = new TreeMap<>();
        List<JsonNode> usages = new ArrayList<>();
        Set<List<String>> heads = new HashSet<>();
        for (JsonNode chunk : chunks) {
            assertThat(CHUNK.problems(chunk)).as(chunk.toString()).isEmpty();
            heads.add(List.of(chunk.path("id").asString(), chunk.path("model").asString(), "" + chunk.path("created")));
            for (JsonNode choice : chunk.path("choices")) {
                int index = choice.path("index").asInt();
                assertThat(finished)
                        .as("told after its finish reason: " + chunk)
                        .doesNotContainKey(index);
                for (JsonNode call : choice.path("delta").path("tool_calls")) {
                    calls.computeIfAbsent(index, any -> new Calls()).delta(call);
                }
                if (choice.hasNonNull("finish_reason")) {
                    finished.put(index, choice.path("finish_reason").asString());
                }
            }
            if (chunk.hasNonNull("usage")) {
                usages.add(chunk);
            }
        }
        assertThat(heads).as("id, model and time of a stream").hasSize(1);
        assertThat(finished).as("finish reasons").isNotEmpty();
        finished.forEach((choice, reason) ->
                calls.computeIfAbsent(choice, any -> new Calls()).holdAtTheEnd(reason));
        assertThat(usages).as("chunks that tell usage").hasSize(includeUsage ? 1 : 0);
        if (includeUsage) {
            assertThat(chunks.get(chunks.size() - 1)).isEqualTo(usages.get(0));
            usageAddsUp(usages.get(0).path("usage"), reply.usage());
        }
    }

    /** Events that are canonical, the last and only the last of them {@code [DONE]}. */
    private static List<JsonNode> chunks(String events) {
        List<JsonNode> chunks = new ArrayList<>();
        int ends = 0;
        assertThat(events).endsWith(DONE + "\n\n");
        for (String event : events.substring(0, events.length() - 2).split("\n\n", -1)) {
            assertThat(ends).as("ends before %s", event).isZero();
            if (event.equals(DONE)) {
                ends++;
            } else if (!event.startsWith(":")) {
                assertThat(event).startsWith(DATA).doesNotContain("\n");
                chunks.add(MAPPER.readTree(event.substring(DATA.length())));
            }
        }
        assertThat(ends).isEqualTo(1);
        return chunks;
    }

    private static void usageAddsUp(JsonNode told, @Nullable Usage usage) {
        assertThat(usage).as("usage for the gateway's own books").isNotNull();
        long prompt = told.path("prompt_tokens").longValue(-1);
        long completion = told.path("completion_tokens").longValue(-1);
        assertThat(told.path("total_tokens").longValue(-1)).isEqualTo(prompt + completion);
        assertThat(told.path("prompt_tokens_details").path("cached_tokens").asLong(0))
                .isBetween(0L, prompt);
        assertThat(told.path("completion_tokens_details")
                        .path("reasoning_tokens")
                        .asLong(0))
                .isBetween(0L, completion);
        assertThat(usage.prompt()).isEqualTo(prompt);
        assertThat(usage.completion()).isEqualTo(completion);
        assertThat(List.of(usage.input(), usage.cachedRead(), usage.cacheWrite(), usage.output(), usage.reasoning()))
                .allSatisfy(part -> assertThat(part).isNotNegative());
    }

    /** The calls of one choice, put together as clients do. */
    private static final class Calls {
        private final List<String> ids = new ArrayList<>();
        private final List<StringBuilder> arguments = new ArrayList<>();

        void whole(JsonNode call) {
            open(call);
            arguments.get(arguments.size() - 1).append(text(call));
        }

        void delta(JsonNode call) {
            int index = call.path("index").asInt(-1);
            assertThat(index).as("index of " + call).isBetween(0, ids.size());
            if (index == ids.size()) {
                open(call);
            } else {
                assertThat(call.hasNonNull("id")).as("id told again: " + call).isFalse();
                assertThat(call.path("function").hasNonNull("name"))
                        .as("name told again: " + call)
                        .isFalse();
            }
            arguments.get(index).append(text(call));
        }

        private void open(JsonNode call) {
            assertThat(call.path("type").asString("")).isEqualTo("function");
            assertThat(call.path("function").path("name").asString("")).isNotEmpty();
            String id = call.path("id").asString("");
            assertThat(id).isNotEmpty().isNotIn(ids);
            ids.add(id);
            arguments.add(new StringBuilder());
        }

        private static String text(JsonNode call) {
            JsonNode arguments = call.path("function").path("arguments");
            assertThat(arguments.isString() || arguments.isMissingNode())
                    .as("arguments as text: " + call)
                    .isTrue();
            return arguments.asString("");
        }

        void holdAtTheEnd(String finishReason) {
            if (finishReason.equals("length")) {
                return;
            }
            for (StringBuilder each : arguments) {
                assertThat(MAPPER.readTree(each.toString()).isObject())
                        .as("arguments: " + each)
                        .isTrue();
            }
            assertThat(finishReason.equals("tool_calls")).isEqualTo(!ids.isEmpty());
        }
    }
}
