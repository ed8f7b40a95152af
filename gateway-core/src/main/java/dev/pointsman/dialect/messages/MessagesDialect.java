package dev.pointsman.dialect.messages;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.dialect.ClientDialect;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatRequest;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic's {@code POST /v1/messages}. */
public final class MessagesDialect implements ClientDialect {
    private static final JsonMapper MAPPER = new JsonMapper();
    /** Asks for work that only Anthropic does. */
    private static final String[] NATIVE = {"mcp_servers", "container"};

    @Override
    public @Nullable String nativeOnly(ApiRequest request) {
        for (String name : NATIVE) {
            int field = request.fields().indexOf(name);
            if (field >= 0 && says(request, field)) {
                return name;
            }
        }
        return null;
    }

    /** Neither null nor an empty list. */
    private static boolean says(ApiRequest request, int field) {
        int from = request.fields().start(field);
        int to = request.fields().end(field);
        byte[] body = request.body();
        if (body[from] != '[') {
            return body[from] != 'n';
        }
        for (int i = from + 1; i < to - 1; i++) {
            if (body[i] > ' ') {
                return true;
            }
        }
        return false;
    }

    @Override
    public Translation chat(ApiRequest request) {
        ChatBody chat = new ChatBody(read(request));
        byte[] body = MAPPER.writeValueAsBytes(chat.body());
        Endpoint endpoint = Endpoint.CHAT_COMPLETIONS;
        return new Translation(ApiRequest.parse(endpoint, endpoint.path(), request.headers(), body), chat.dropped());
    }

    private static ObjectNode read(ApiRequest request) {
        try {
            if (MAPPER.readTree(request.body()) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException tooMuch) {
            throw ChatRequest.invalid("messages", "the body cannot be read: a text or a number in it is too long");
        }
        throw ChatRequest.invalid("messages", "the body is not a JSON object");
    }

    @Override
    public Reply reply(ApiRequest request, Reply out) {
        return request.facts().stream() ? new StreamedMessage(request, out) : new WholeMessage(request, out);
    }
}
