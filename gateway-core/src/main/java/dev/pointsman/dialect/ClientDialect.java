package dev.pointsman.dialect;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.provider.Reply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client's API that is not OpenAI's chat completions, answered by any provider that serves chats. Providers that speak it themselves are
 * called in it, and then none of this is used. Stateless; shared by all loops.
 */
public interface ClientDialect {
    /**
     * A request as a chat.
     *
     * @param chat asks for usage where it streams
     * @param dropped names of the fields that a chat has no place for, fit for a header
     */
    record Translation(ApiRequest chat, List<String> dropped) {
        public Translation {
            dropped = List.copyOf(dropped);
        }
    }

    /** The field that only a provider that speaks this API itself can honour; null where there is none. Looks at few fields. */
    @Nullable
    String nativeOnly(ApiRequest request);

    /** The same request for a provider that speaks this API itself: without what only the gateway can read. */
    default ApiRequest natively(ApiRequest request) {
        return request;
    }

    /** The same request as a chat. Throws {@code INVALID_REQUEST} naming the place. */
    Translation chat(ApiRequest request);

    /**
     * Hears the chat's reply as an adapter's decoder writes it (each piece holds whole events, or belongs to one JSON body), and tells it to
     * {@code out} in this API's form. One for each attempt.
     */
    Reply reply(ApiRequest request, Reply out);
}
