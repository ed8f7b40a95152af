package dev.pointsman.flow;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.cache.CacheUse;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.recorded.Captured;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Reason;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.tracing.Trace;
import dev.pointsman.transcript.Transcript;
import dev.pointsman.transcript.Transcripts;
import dev.pointsman.upstream.AttemptRecord;
import java.time.Clock;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Appends one decision record when a request has ended, however it ended: before the client sees the end, so that no reply is without its record. Where
 * the policy keeps texts, they are in it.
 *
 * <p>What somebody sends who shows no key that counts leaves no record, or a flood of it would fill the disk; metrics count it.
 */
public final class LedgerFilter implements Filter {
    private static final int ASKED_LIMIT = 200;
    private static final int REFUSAL_LIMIT = 500;

    private final Ledger ledger;
    private final DecidingPolicy usual;
    private final Clock clock;
    private final @Nullable Transcripts transcripts;
    private final @Nullable Transcripts content;

    /** Writes to one ledger under the name of one policy, unless the exchange was decided by the next one of a rollout. */
    public LedgerFilter(Ledger ledger, DecidingPolicy usual, Clock clock) {
        this(ledger, usual, clock, null, null);
    }

    /**
     * @param transcripts null where no text is kept
     * @param content those that go with traces; null where none does
     */
    public LedgerFilter(
            Ledger ledger,
            DecidingPolicy usual,
            Clock clock,
            @Nullable Transcripts transcripts,
            @Nullable Transcripts content) {
        this.ledger = ledger;
        this.usual = usual;
        this.clock = clock;
        this.transcripts = transcripts;
        this.content = content;
    }

    private DecidingPolicy decider(Exchange exchange) {
        return Objects.requireNonNullElse(exchange.decider(), usual);
    }

    @Override
    public void handle(Exchange exchange, ResponseSink sink, FilterChain next) {
        if (ledger == Ledger.NONE) {
            next.proceed(exchange, sink);
            return;
        }
        long at = clock.millis();
        Transcript transcript = begin(transcripts, exchange);
        Trace trace = exchange.trace();
        Transcript told = trace == null || !trace.sampled() ? null : begin(content, exchange);
        ResponseSink observed = new ObservedSink(exchange, sink, (ended, status, firstData, error) -> {
            if (ended.known()) {
                Texts texts = new Texts(text(transcript), text(told));
                ledger.append(record(ended, at, status, firstData, error, texts));
            }
        });
        next.proceed(exchange, heard(told, heard(transcript, observed)));
    }

    /** Its record has the words of the refusal where others have the reasons of their decision. */
    @Override
    public void refused(Exchange unread, GatewayException why, FilterChain next) {
        next.refused(unread, why);
        if (ledger != Ledger.NONE && unread.known()) {
            unread.guarded(List.of(shortened(why.text(), REFUSAL_LIMIT)));
            ledger.append(record(unread, clock.millis(), why.status(), -1, why, Texts.NONE));
        }
    }

    private static String shortened(String text, int limit) {
        return text.length() <= limit ? text : text.substring(0, limit);
    }

    /** What is kept, and what goes with the trace. */
    private record Texts(DecisionRecord.@Nullable Text kept, DecisionRecord.@Nullable Text told) {
        private static final Texts NONE = new Texts(null, null);
    }

    private static @Nullable Transcript begin(@Nullable Transcripts some, Exchange exchange) {
        return some == null ? null : some.begin(exchange.request(), exchange.loop(), () -> decided(exchange));
    }

    private static ResponseSink heard(@Nullable Transcript transcript, ResponseSink sink) {
        return transcript == null ? sink : transcript.sink(sink);
    }

    private static @Nullable RoutingContext decided(Exchange exchange) {
        return exchange.decision() == null ? null : exchange.context();
    }

    private static DecisionRecord.@Nullable Text text(@Nullable Transcript transcript) {
        return transcript == null || (transcript.prompt() == null && transcript.reply() == null)
                ? null
                : new DecisionRecord.Text(
                        transcript.prompt(), transcript.reply(), transcript.askedFrom(), transcript.askedTo());
    }

    private DecisionRecord record(
            Exchange exchange,
            long at,
            int status,
            long firstDataNanos,
            @Nullable GatewayException error,
            Texts texts) {
        Trace trace = exchange.trace();
        return new DecisionRecord(
                exchange.id(),
                at,
                decider(exchange).digest(),
                route(exchange),
                attempts(exchange.attempts()),
                exchange.usage(),
                new DecisionRecord.Outcome(
                        status,
                        error == null ? "complete" : error.kind().word(),
                        exchange.model(),
                        exchange.deployment(),
                        exchange.finishReason(),
                        exchange.costNanos(),
                        exchange.dropped()),
                new DecisionRecord.Timing(
                        exchange.decisionNanos(), firstDataNanos, exchange.overheadNanos(), exchange.elapsedNanos()),
                cached(exchange),
                detail(exchange, error),
                exchange.rated(),
                texts.kept,
                trace == null ? null : new DecisionRecord.Traced(trace, texts.told));
    }

    private static DecisionRecord.@Nullable Cached cached(Exchange exchange) {
        CacheUse use = exchange.cacheUse();
        return use == null ? null : new DecisionRecord.Cached(use.word(), exchange.savedNanos());
    }

    /** Null where the request came to no decision. */
    private @Nullable Captured detail(Exchange exchange, @Nullable GatewayException error) {
        RoutingContext context = exchange.context();
        if (context == null) {
            return null;
        }
        RoutingDecision decision = exchange.decision();
        GatewayException refusal = decision == null ? error : null;
        return new Captured(
                decider(exchange).watched(),
                exchange.principal(),
                context,
                decision,
                refusal,
                exchange.balanced(),
                remarks(exchange));
    }

    private static List<String> remarks(Exchange exchange) {
        List<String> limits = exchange.limits().remarks();
        if (exchange.guarded().isEmpty()) {
            return limits;
        }
        List<String> both = new ArrayList<>(limits);
        both.addAll(exchange.guarded());
        return both;
    }

    private static DecisionRecord.Route route(Exchange exchange) {
        RoutingDecision decision = exchange.decision();
        return new DecisionRecord.Route(
                exchange.request().endpoint().word(),
                exchange.request().facts().stream(),
                exchange.principal().key(),
                exchange.principal().team(),
                shortened(exchange.asked(), ASKED_LIMIT),
                decision == null ? null : decision.rule(),
                exchange.draw(),
                decision == null ? List.of() : choices(decision.candidates()),
                decision == null ? exchange.guarded() : new Reasons(decision.reasons()));
    }

    private static List<DecisionRecord.Choice> choices(List<Candidate> candidates) {
        List<DecisionRecord.Choice> choices = new ArrayList<>(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            choices.add(new DecisionRecord.Choice(candidate.model().name(), candidate.score()));
        }
        return choices;
    }

    /** The reasons as they will be written, put into words only then. */
    private static final class Reasons extends AbstractList<String> {
        private final List<Reason> reasons;

        Reasons(List<Reason> reasons) {
            this.reasons = reasons;
        }

        @Override
        public String get(int index) {
            return reasons.get(index).toString();
        }

        @Override
        public int size() {
            return reasons.size();
        }
    }

    private static List<DecisionRecord.Attempt> attempts(List<AttemptRecord> attempts) {
        List<DecisionRecord.Attempt> copies = new ArrayList<>(attempts.size());
        for (int i = 0; i < attempts.size(); i++) {
            AttemptRecord attempt = attempts.get(i);
            copies.add(new DecisionRecord.Attempt(
                    attempt.model(),
                    attempt.deployment(),
                    attempt.startNanos(),
                    attempt.firstByteNanos(),
                    attempt.firstOutputNanos(),
                    attempt.endNanos(),
                    attempt.status(),
                    attempt.error() == null ? null : attempt.error().word(),
                    attempt.requestId()));
        }
        return copies;
    }
}
