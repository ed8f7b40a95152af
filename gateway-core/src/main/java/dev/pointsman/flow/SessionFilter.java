package dev.pointsman.flow;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.cache.CacheUse;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.session.Sessions;

/**
 * Tells which conversation a request goes on with, before it is routed, and remembers who answered, when the reply is whole. Only there where the
 * policy has a section {@code session}; the reply's {@code x-gateway-session} then says {@code new}, {@code kept} or {@code moved}.
 */
public final class SessionFilter implements Filter {
    private final Sessions sessions;

    public SessionFilter(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        Sessions.Turn turn =
                sessions.turn(exchange.request(), exchange.principal().key());
        if (turn == null) {
            next.proceed(exchange, sink);
            return;
        }
        if (turn.going() != null) {
            exchange.goesOn(turn.going());
        }
        next.proceed(exchange, new Remembering(sessions, turn, exchange, sink));
    }

    /** At the head it names what became of the conversation, at the end it has it remembered. */
    private static final class Remembering extends ResponseSink.Forwarding {
        private final Sessions sessions;
        private final Sessions.Turn turn;
        private final Exchange exchange;

        Remembering(Sessions sessions, Sessions.Turn turn, Exchange exchange, ResponseSink next) {
            super(next);
            this.sessions = sessions;
            this.turn = turn;
            this.exchange = exchange;
        }

        @Override
        public void start(ReplyHead head) {
            String model = exchange.model();
            if (model != null) {
                Conversation going = turn.going();
                String became = going == null ? "new" : going.model().equals(model) ? "kept" : "moved";
                exchange.replyHeader("x-gateway-session", became);
            }
            super.start(head);
        }

        @Override
        public void complete() {
            String model = exchange.model();
            String deployment = exchange.deployment();
            CacheUse cache = exchange.cacheUse();
            if (model != null && cache != null && cache.saved()) {
                sessions.replayed(turn, model);
            } else if (model != null && deployment != null) {
                sessions.answered(turn, model, deployment, exchange.usage());
            }
            super.complete();
        }
    }
}
