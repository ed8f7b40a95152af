package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.providers.echo.EchoAnswer.ToolCall;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes an answer in OpenAI's form of chat or text completions, whole or as events. Usage closes every stream, asked for or not. */
final class EchoWriter {
    /** The same answer at any time: also {@code created} is fixed (2025-06-15). */
    private static final String CREATED = "1750000000";

    private static final int ARGUMENT_CHARS = 12;

    private final EchoAnswer answer;
    private final boolean chat;
    private final int choices;
    private final String head;

    EchoWriter(ApiRequest request, EchoAnswer answer, long seed) {
        this.answer = answer;
        this.chat = request.endpoint() == Endpoint.CHAT_COMPLETIONS;
        this.choices = request.facts().choices();
        String object =
                !chat ? "text_completion" : request.facts().stream() ? "chat.completion.chunk" : "chat.completion";
        this.head = "{\"id\":\"" + (chat ? "chatcmpl-" : "cmpl-") + String.format("%016x", seed) + "\",\"object\":\""
                + object + "\",\"created\":" + CREATED + ",\"model\":"
                + quote(request.facts().model()) + ",\"system_fingerprint\":\"fp_echo\"";
    }

    String whole() {
        StringBuilder body = new StringBuilder(head).append(",\"choices\":[");
        for (int i = 0; i < choices; i++) {
            body.append(i == 0 ? "" : ",").append("{\"index\":").append(i);
            if (chat) {
                body.append(",\"message\":{\"role\":\"assistant\",\"content\":")
                        .append(answer.calls().isEmpty() ? quote(answer.text()) : "null")
                        .append(",\"refusal\":null");
                if (!answer.calls().isEmpty()) {
                    body.append(",\"tool_calls\":").append(calls());
                }
                body.append('}');
            } else {
                body.append(",\"text\":").append(quote(answer.text()));
            }
            body.append(",\"logprobs\":null,\"finish_reason\":")
                    .append(quote(answer.finish()))
                    .append('}');
        }
        return body.append("],\"usage\":").append(usage()).append('}').toString();
    }

    private String calls() {
        StringBuilder calls = new StringBuilder("[");
        for (ToolCall call : answer.calls()) {
            calls.append(calls.length() == 1 ? "" : ",")
                    .append("{\"id\":")
                    .append(quote(call.id()))
                    .append(",\"type\":\"function\",\"function\":{\"name\":")
                    .append(quote(call.name()))
                    .append(",\"arguments\":")
                    .append(quote(call.arguments()))
                    .append("}}");
        }
        return calls.append(']').toString();
    }

    private String usage() {
        int completion = answer.completionTokens() * choices;
        return "{\"prompt_tokens\":" + answer.promptTokens() + ",\"completion_tokens\":" + completion
                + ",\"total_tokens\":" + (answer.promptTokens() + completion)
                + ",\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}";
    }

    /** The role of each choice; nothing for text completions. */
    List<String> opening() {
        List<String> events = new ArrayList<>();
        String content = answer.calls().isEmpty() ? "\"\"" : "null";
        for (int i = 0; chat && i < choices; i++) {
            events.add(chunk(
                    i, "\"delta\":{\"role\":\"assistant\",\"content\":" + content + ",\"refusal\":null}", "null"));
        }
        return events;
    }

    /** The answer itself, token by token and call by call. */
    List<String> tokenEvents() {
        List<String> events = new ArrayList<>();
        for (String token : answer.tokens()) {
            String part = chat ? "\"delta\":{\"content\":" + quote(token) + "}" : "\"text\":" + quote(token);
            for (int i = 0; i < choices; i++) {
                events.add(chunk(i, part, "null"));
            }
        }
        for (int index = 0; chat && index < answer.calls().size(); index++) {
            ToolCall call = answer.calls().get(index);
            for (int i = 0; i < choices; i++) {
                events.add(chunk(i, opened(index, call), "null"));
                for (int from = 0; from < call.arguments().length(); from += ARGUMENT_CHARS) {
                    int to = Math.min(call.arguments().length(), from + ARGUMENT_CHARS);
                    events.add(chunk(i, argued(index, call.arguments().substring(from, to)), "null"));
                }
            }
        }
        return events;
    }

    private static String opened(int index, ToolCall call) {
        return "\"delta\":{\"tool_calls\":[{\"index\":" + index + ",\"id\":" + quote(call.id())
                + ",\"type\":\"function\",\"function\":{\"name\":" + quote(call.name()) + ",\"arguments\":\"\"}}]}";
    }

    private static String argued(int index, String part) {
        return "\"delta\":{\"tool_calls\":[{\"index\":" + index + ",\"function\":{\"arguments\":" + quote(part)
                + "}}]}";
    }

    /** Finish reasons, usage, and the end. */
    List<String> closing() {
        List<String> events = new ArrayList<>();
        for (int i = 0; i < choices; i++) {
            events.add(chunk(i, chat ? "\"delta\":{}" : "\"text\":\"\"", quote(answer.finish())));
        }
        events.add("data: " + head + ",\"choices\":[],\"usage\":" + usage() + "}\n\n");
        events.add("data: [DONE]\n\n");
        return events;
    }

    private String chunk(int choice, String part, String finish) {
        return "data: " + head + ",\"choices\":[{\"index\":" + choice + "," + part
                + ",\"logprobs\":null,\"finish_reason\":" + finish + "}]}\n\n";
    }

    static String quote(String text) {
        return new String(JsonText.quote(text), StandardCharsets.UTF_8);
    }
}
