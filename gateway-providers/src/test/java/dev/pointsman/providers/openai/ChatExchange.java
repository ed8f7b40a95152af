package dev.pointsman.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.OpenAiSchema;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.providers.ChatView;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * One chat with a provider that answers what it is told to. Each reply is decoded whole and in pieces of 1, 7 and 4096 bytes, which must come to
 * the same, and held against OpenAI's description.
 */
final class ChatExchange {
    static final String HEAD = "\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\"";
    static final String DONE = "data: [DONE]\n\n";

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final OpenAiSchema WHOLE = OpenAiSchema.of("CreateChatCompletionResponse");
    private static final OpenAiSchema CHUNK = OpenAiSchema.of("CreateChatCompletionStreamResponse");

    private final ProviderAdapter adapter;
    private String asked = "{\"model\":\"fast\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private RecordedReply reply = new RecordedReply();

    private ChatExchange(String entry) {
        this.adapter = Adapters.of(entry);
    }

    static ChatExchange with(String type) {
        return new ChatExchange(type.startsWith("{") ? type : "{ type: " + type + ", key: $KEY }");
    }

    /** Fields of the request, beside its model and messages. */
    ChatExchange asking(String fields) {
        ObjectNode body = (ObjectNode) MAPPER.readTree(asked);
        body.setAll((ObjectNode) MAPPER.readTree("{" + fields + "}"));
        asked = body.toString();
        return this;
    }

    /** A stream of events with these data, ended by {@code [DONE]}. */
    ChatExchange streams(String... data) {
        return streamed("data: " + String.join("\n\ndata: ", data) + "\n\n" + DONE);
    }

    /** A stream of chunks with these choices, ended by {@code [DONE]}. */
    ChatExchange chunks(String... choices) {
        return streams(Arrays.stream(choices).map(ChatExchange::chunk).toArray(String[]::new));
    }

    /** A stream of chunks with these deltas of the first choice, then a finish reason and {@code [DONE]}. */
    ChatExchange deltas(String finish, String... deltas) {
        String[] choices = Arrays.copyOf(deltas, deltas.length + 1);
        for (int i = 0; i < deltas.length; i++) {
            choices[i] = "{\"index\":0,\"delta\":" + deltas[i] + ",\"finish_reason\":null}";
        }
        choices[deltas.length] = "{\"index\":0,\"delta\":{},\"finish_reason\":\"" + finish + "\"}";
        return chunks(choices);
    }

    static String chunk(String choice) {
        return "{" + HEAD + ",\"choices\":[" + choice + "]}";
    }

    /** These bytes as a stream of events. */
    ChatExchange streamed(String events) {
        if (!asked.contains("\"stream\":true")) {
            asking("\"stream\":true");
        }
        decodeAlike(events.getBytes(StandardCharsets.UTF_8), "text/event-stream");
        if (reply.failure() == null) {
            for (JsonNode each : view().chunks()) {
                assertThat(CHUNK.problems(each)).as(each.toString()).isEmpty();
            }
        }
        return this;
    }

    /** This body as a plain reply. */
    ChatExchange answers(String body) {
        decodeAlike(body.getBytes(StandardCharsets.UTF_8), "application/json");
        if (reply.failure() == null) {
            JsonNode told = MAPPER.readTree(reply.outputText());
            assertThat(WHOLE.problems(told)).as(told.toString()).isEmpty();
        }
        return this;
    }

    /** A plain reply with that message. */
    ChatExchange answers(String message, String finish) {
        return answers(
                "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                        + "\"message\":" + message + ",\"logprobs\":null,\"finish_reason\":\"" + finish + "\"}]}");
    }

    private void decodeAlike(byte[] bytes, String type) {
        reply = decoded(bytes, type, bytes.length);
        for (int step : new int[] {1, 7, 4096}) {
            RecordedReply again = decoded(bytes, type, step);
            assertThat(again.text()).isEqualTo(reply.text());
            assertThat(again.ended()).isEqualTo(reply.ended());
        }
    }

    private RecordedReply decoded(byte[] bytes, String type, int step) {
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.NONE,
                asked.getBytes(StandardCharsets.UTF_8));
        RecordedReply told = new RecordedReply();
        ReplyDecoder decoder = adapter.decoder(request, new Deployment("it", "m", 1, null, Map.of()));
        decoder.head(200, Headers.of("content-type", type), told);
        for (int from = 0; from < bytes.length; from += step) {
            decoder.data(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)), told);
        }
        decoder.end(told);
        return told;
    }

    RecordedReply reply() {
        return reply;
    }

    /** What the client got, byte for byte. */
    String text() {
        return reply.text();
    }

    ChatView view() {
        return reply.text().startsWith("{") ? ChatView.ofBody(reply.text()) : ChatView.ofEvents(reply.text());
    }

    /** The tool calls as clients add them up: one text of id, name and arguments for each index, in their order. */
    List<String> calls() {
        var calls = new TreeMap<Integer, String[]>();
        for (JsonNode chunk : view().chunks()) {
            JsonNode choice = chunk.path("choices").path(0);
            JsonNode message = choice.has("message") ? choice.path("message") : choice.path("delta");
            int position = 0;
            for (JsonNode call : message.path("tool_calls")) {
                int index = call.path("index").asInt(position++);
                String[] parts = calls.computeIfAbsent(index, any -> new String[] {"", "", ""});
                parts[0] += call.path("id").asString("");
                parts[1] += call.path("function").path("name").asString("");
                parts[2] += call.path("function").path("arguments").asString("");
            }
        }
        return calls.entrySet().stream()
                .map(each -> each.getKey() + " " + String.join(" ", each.getValue()))
                .toList();
    }

    /** All texts of that name in the first choice's deltas, or its message. */
    String texts(String name) {
        StringBuilder all = new StringBuilder();
        for (JsonNode chunk : view().chunks()) {
            JsonNode choice = chunk.path("choices").path(0);
            JsonNode message = choice.has("message") ? choice.path("message") : choice.path("delta");
            all.append(message.path(name).asString(""));
        }
        return all.toString();
    }
}
