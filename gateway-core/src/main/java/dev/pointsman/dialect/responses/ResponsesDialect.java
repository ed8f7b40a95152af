package dev.pointsman.dialect.responses;

import static dev.pointsman.dialect.responses.InputParts.invalid;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.dialect.ClientDialect;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.Drops;
import java.time.Clock;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * OpenAI's Responses API over any provider that serves chats, without a memory: a request brings its whole conversation. What would need a
 * memory, or tools that the provider runs by itself, is left to providers that speak this API themselves. Source: OpenAI's API reference
 * 2.3.0 (2026-08).
 */
public final class ResponsesDialect implements ClientDialect {
    private final Clock clock;
    private final Supplier<String> ids;

    /** {@code clock} tells when a response was begun and completed. */
    public ResponsesDialect(Clock clock) {
        this(clock, () -> UUID.randomUUID().toString().replace("-", ""));
    }

    /** {@code ids} gives each response what makes its id its own: letters and digits. */
    ResponsesDialect(Clock clock, Supplier<String> ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public @Nullable String nativeOnly(ApiRequest request) {
        return NativeOnly.of(request);
    }

    @Override
    public ApiRequest natively(ApiRequest request) {
        return OwnReasoning.takenOut(request);
    }

    @Override
    public Translation chat(ApiRequest request) {
        String field = NativeOnly.of(request);
        if (field != null) {
            throw invalid(field, "only a provider that speaks the Responses API itself can do this");
        }
        Drops losses = Drops.none();
        byte[] body = ChatBody.of(request, losses);
        Endpoint chat = Endpoint.CHAT_COMPLETIONS;
        return new Translation(ApiRequest.parse(chat, chat.path(), request.headers(), body), losses.names());
    }

    @Override
    public Reply reply(ApiRequest request, Reply out) {
        Envelope envelope = new Envelope(request, ReasoningToken.ID_MARK + ids.get());
        return new ResponseReply(envelope, clock, out);
    }
}
