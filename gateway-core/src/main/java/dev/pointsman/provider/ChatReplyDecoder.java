package dev.pointsman.provider;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A reply in OpenAI's own form, passed through: a stream of events, one JSON body, or bytes of any other kind (speech, subtitles). Which of
 * them is told by the head.
 *
 * <p>The bytes stay as they came, but for: the framing of events is made canonical, a chunk that only tells usage is dropped where the
 * client did not ask for it, a null {@code error} is taken out, and the model's name is replaced where that is asked for.
 *
 * <p>Fails with the provider's own kind where the reply says so itself, else with {@code UPSTREAM_ERROR}: a stream without its end, a second
 * event that is not JSON, an end without any output, something that is no JSON object, or a body or event over its bound.
 */
public final class ChatReplyDecoder implements ReplyDecoder {
    /** Reads a failure that a provider tells in a reply of status 200; {@code status} is the one it should have had. */
    @FunctionalInterface
    public interface Failures {
        GatewayException of(int status, byte[] body);
    }

    /**
     * What the reply answers.
     *
     * @param streamed a stream of events was asked for
     * @param includeUsage the client asked for the chunk that tells usage
     * @param choices how many were asked for
     * @param publicModel name that takes the place of the provider's in {@code model}; null leaves it
     * @param maxEventBytes bound of one event of a stream
     * @param maxBodyBytes bound of a JSON body, which is held until it is whole
     */
    public record Settings(
            Endpoint endpoint,
            boolean streamed,
            boolean includeUsage,
            int choices,
            @Nullable String publicModel,
            int maxEventBytes,
            int maxBodyBytes) {
        public static final int MAX_EVENT_BYTES = 4 << 20;
        /** An event of an image stream holds a whole image; the last one of a response may hold several, and all its text. */
        public static final int MAX_IMAGE_EVENT_BYTES = 32 << 20;

        public static final int MAX_BODY_BYTES = 64 << 20;

        /** For a reply to that request, its model's name left as the provider tells it. */
        public static Settings of(ApiRequest request) {
            return new Settings(
                    request.endpoint(),
                    request.facts().stream(),
                    request.facts().includeUsage(),
                    request.facts().choices(),
                    null,
                    eventBytes(request.endpoint()),
                    MAX_BODY_BYTES);
        }

        private static int eventBytes(Endpoint endpoint) {
            return switch (endpoint) {
                case IMAGE_GENERATIONS, IMAGE_EDITS, IMAGE_VARIATIONS, RESPONSES -> MAX_IMAGE_EVENT_BYTES;
                case CHAT_COMPLETIONS, MESSAGES, COUNT_TOKENS, COMPLETIONS -> MAX_EVENT_BYTES;
                case EMBEDDINGS, RERANK, MODERATIONS, FEEDBACK -> MAX_EVENT_BYTES;
                case SPEECH, TRANSCRIPTIONS, TRANSLATIONS, MODELS -> MAX_EVENT_BYTES;
            };
        }

        /** The same with the name that clients are to see. */
        public Settings withModel(String name) {
            return new Settings(endpoint, streamed, includeUsage, choices, name, maxEventBytes, maxBodyBytes);
        }

        /** Whether replies are responses, and streams end with an event that says so. */
        boolean responses() {
            return endpoint == Endpoint.RESPONSES;
        }

        /** Whether replies are chunks or objects with choices, and streams end with {@code [DONE]}. */
        boolean generates() {
            return endpoint == Endpoint.CHAT_COMPLETIONS || endpoint == Endpoint.COMPLETIONS;
        }
    }

    private static final String[] RELAYED_LIMITS = {
        "x-ratelimit-limit-requests", "x-ratelimit-limit-tokens", "x-ratelimit-remaining-requests",
        "x-ratelimit-remaining-tokens", "x-ratelimit-reset-requests", "x-ratelimit-reset-tokens"
    };
    private static final int MAX_HEADER_CHARS = 128;

    private final Settings settings;
    private final Failures failures;
    private final @Nullable ChunkMend mend;
    private @Nullable ReplyDecoder form;

    /** Failures are read without knowing the provider. */
    public ChatReplyDecoder(Settings settings) {
        this(settings, InBandError::failure);
    }

    public ChatReplyDecoder(Settings settings, Failures failures) {
        this(settings, failures, null);
    }

    /** The chunks of a stream go through {@code mend}, where there is one. */
    public ChatReplyDecoder(Settings settings, Failures failures, @Nullable ChunkMend mend) {
        this.settings = settings;
        this.failures = failures;
        this.mend = mend;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        String type = headers.first("content-type");
        form = form(type == null ? "" : type.toLowerCase(Locale.ROOT));
        form.head(status, headers, reply);
    }

    private ReplyDecoder form(String type) {
        boolean json = type.contains("json");
        boolean events = type.startsWith("text/event-stream");
        if (settings.responses()) {
            return responses(type, json, events);
        }
        if (events && !settings.streamed() && settings.generates()) {
            return new RefusedReply("the provider streamed an answer that was asked for whole");
        }
        if (events || (settings.streamed() && type.isEmpty())) {
            return new EventStreamReply(settings, failures, mend);
        }
        if (type.startsWith("text/html") && settings.generates()) {
            return new RefusedReply("the provider answered with a page of HTML");
        }
        boolean bytes = switch (settings.endpoint()) {
            case SPEECH, TRANSCRIPTIONS, TRANSLATIONS -> !json;
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COUNT_TOKENS, COMPLETIONS -> false;
            case EMBEDDINGS, RERANK, MODERATIONS, IMAGE_GENERATIONS, IMAGE_EDITS, IMAGE_VARIATIONS -> false;
            case FEEDBACK, MODELS -> false;
        };
        if (bytes) {
            return new BytesReply();
        }
        return settings.streamed() && !json && settings.generates()
                ? new EventStreamReply(settings, failures, mend)
                : new JsonReply(settings, failures);
    }

    private ReplyDecoder responses(String type, boolean json, boolean events) {
        if (events && !settings.streamed()) {
            return new RefusedReply("the provider streamed an answer that was asked for whole");
        }
        if (type.startsWith("text/html")) {
            return new RefusedReply("the provider answered with a page of HTML");
        }
        boolean stream = settings.streamed() && !json;
        return stream ? new ResponsesStreamReply(settings, failures) : new JsonReply(settings, failures);
    }

    @Override
    public void data(byte[] bytes, Reply reply) {
        if (form != null) {
            form.data(bytes, reply);
        }
    }

    @Override
    public void end(Reply reply) {
        if (form != null) {
            form.end(reply);
        }
    }

    /** Events of a stream that were not JSON and left out. */
    public int malformedEvents() {
        if (form instanceof ResponsesStreamReply responses) {
            return responses.malformedEvents();
        }
        return form instanceof EventStreamReply stream ? stream.malformedEvents() : 0;
    }

    /** The status that an error told in a reply of status 200 should have come with; the body may be anything. */
    public static int statusOf(byte[] error) {
        return InBandError.status(error);
    }

    /** The provider's headers that are worth relaying, name then value in turn. */
    public static List<String> relayed(Headers headers) {
        String millis = headers.first("openai-processing-ms");
        String retryAfter = headers.first("retry-after");
        boolean limits = headers.first(RELAYED_LIMITS[0]) != null || headers.first(RELAYED_LIMITS[2]) != null;
        if (millis == null && retryAfter == null && !limits) {
            return List.of();
        }
        List<String> relayed = new ArrayList<>();
        relay("openai-processing-ms", millis, relayed);
        relay("retry-after", retryAfter, relayed);
        if (limits) {
            for (String name : RELAYED_LIMITS) {
                relay(name, headers.first(name), relayed);
            }
        }
        return relayed;
    }

    private static void relay(String name, @Nullable String value, List<String> relayed) {
        if (value != null
                && !value.isEmpty()
                && value.length() <= MAX_HEADER_CHARS
                && value.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            relayed.add(name);
            relayed.add(value);
        }
    }

    /** Fails at its head. */
    private record RefusedReply(String why) implements ReplyDecoder {
        @Override
        public void head(int status, Headers headers, Reply reply) {
            reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, why));
        }

        @Override
        public void data(byte[] bytes, Reply reply) {}

        @Override
        public void end(Reply reply) {}
    }

    /** Relayed as it comes: any byte is output. */
    private static final class BytesReply implements ReplyDecoder {
        private boolean any;

        @Override
        public void head(int status, Headers headers, Reply reply) {
            String type = headers.first("content-type");
            reply.start(new ReplyHead(200, type == null ? "application/octet-stream" : type, -1, relayed(headers)));
        }

        @Override
        public void data(byte[] bytes, Reply reply) {
            if (bytes.length > 0) {
                any = true;
                reply.output(bytes);
            }
        }

        @Override
        public void end(Reply reply) {
            if (any) {
                reply.end();
            } else {
                reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider sent an empty answer"));
            }
        }
    }
}
