package dev.pointsman.api;

import java.util.List;

/**
 * The head of a reply to the client, without what the server adds by itself (framing, request id, gateway headers).
 *
 * @param status HTTP status
 * @param contentType value of {@code Content-Type}
 * @param bodyBytes exact length of the body that follows; -1 when it is not known (a stream)
 * @param headers further headers, name then value in turn; already safe to relay
 */
public record ReplyHead(int status, String contentType, long bodyBytes, List<String> headers) {
    public static final String JSON = "application/json";
    public static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    public ReplyHead {
        headers = List.copyOf(headers);
    }

    public static ReplyHead json(int bodyBytes) {
        return new ReplyHead(200, JSON, bodyBytes, List.of());
    }

    public static ReplyHead eventStream() {
        return new ReplyHead(200, EVENT_STREAM, -1, List.of());
    }

    public boolean streamed() {
        return bodyBytes < 0;
    }
}
