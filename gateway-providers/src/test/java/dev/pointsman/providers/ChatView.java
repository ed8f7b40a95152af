package dev.pointsman.providers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client of OpenAI's chat API makes of the bytes it gets: the text, calls and finish reason of the first choice. */
public final class ChatView {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final StringBuilder text = new StringBuilder();
    private final Map<Integer, String> callNames = new TreeMap<>();
    private final Map<Integer, StringBuilder> callArguments = new TreeMap<>();
    private final List<JsonNode> chunks = new ArrayList<>();
    private String finishReason = "";
    private int ends;

    private ChatView() {}

    public static ChatView ofBody(String body) {
        ChatView view = new ChatView();
        JsonNode json = MAPPER.readTree(body);
        view.chunks.add(json);
        view.choice(json.path("choices").path(0), "message");
        return view;
    }

    /** Of canonical events: {@code data: …}, comments, blank lines. */
    public static ChatView ofEvents(String events) {
        ChatView view = new ChatView();
        for (String event : events.split("\n\n", -1)) {
            if (event.equals("data: [DONE]")) {
                view.ends++;
            } else if (event.startsWith("data: ")) {
                JsonNode json = MAPPER.readTree(event.substring("data: ".length()));
                view.chunks.add(json);
                for (JsonNode choice : json.path("choices")) {
                    if (choice.path("index").asInt(0) == 0) {
                        view.choice(choice, "delta");
                    }
                }
            }
        }
        return view;
    }

    private void choice(JsonNode choice, String part) {
        JsonNode message = choice.path(part);
        text.append(message.path("content").asString(""));
        int position = 0;
        for (JsonNode call : message.path("tool_calls")) {
            int index = call.path("index").asInt(position++);
            JsonNode function = call.path("function");
            if (function.hasNonNull("name")) {
                callNames.put(index, function.path("name").stringValue());
            }
            callArguments
                    .computeIfAbsent(index, any -> new StringBuilder())
                    .append(function.path("arguments").asString(""));
        }
        finishReason = choice.path("finish_reason").asString(finishReason);
    }

    /** Fails unless this is what a recorded case expects: its text, its reason to end, its calls. */
    public void expectSays(JsonNode expect) {
        JsonNode calls = expect.path("tool_calls");
        assertThat(text()).isEqualTo(expect.path("text").stringValue());
        assertThat(finishReason()).isEqualTo(expect.path("finish_reason").stringValue());
        assertThat(callNames())
                .isEqualTo(calls.valueStream()
                        .map(call -> call.path("name").stringValue())
                        .toList());
        assertThat(callArguments())
                .isEqualTo(
                        calls.valueStream().map(call -> call.path("arguments")).toList());
    }

    public String text() {
        return text.toString();
    }

    /** Names of the functions called, in order. */
    public List<String> callNames() {
        return List.copyOf(callNames.values());
    }

    /** Their arguments, read as JSON. */
    public List<JsonNode> callArguments() {
        return callArguments.values().stream()
                .map(arguments -> MAPPER.readTree(arguments.toString()))
                .toList();
    }

    public String finishReason() {
        return finishReason;
    }

    /** The body, or each chunk. */
    public List<JsonNode> chunks() {
        return chunks;
    }

    /** How many {@code [DONE]} there were. */
    public int ends() {
        return ends;
    }
}
