package dev.pointsman.policy;

import dev.pointsman.api.Endpoint;
import dev.pointsman.dialect.ClientDialect;
import dev.pointsman.dialect.messages.MessagesDialect;
import dev.pointsman.dialect.responses.ResponsesDialect;
import java.time.Clock;
import java.util.Map;

/** The APIs of clients that are translated to chats, by their endpoints. */
final class ClientDialects {
    static final Map<Endpoint, ClientDialect> ALL = Map.of(
            Endpoint.RESPONSES, new ResponsesDialect(Clock.systemUTC()), Endpoint.MESSAGES, new MessagesDialect());

    private ClientDialects() {}
}
