package dev.pointsman.flow;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.online.Chosen;
import dev.pointsman.online.Features;
import dev.pointsman.performance.ModelFigures.Answer;
import dev.pointsman.performance.Performance;
import dev.pointsman.performance.RecentDecisions.Who;
import dev.pointsman.performance.SpendBook.Pending;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ScoreSheet;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.upstream.AttemptRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells the figures that later decisions look at what became of exchanges. Stateless, shared by all loops. */
public final class Outcomes {
    private final Performance performance;

    public Outcomes(Performance performance) {
        this.performance = performance;
    }

    /** A model answers, or a cache for it: that may be rated from now on. */
    public void answering(Exchange exchange, String model, String deploymentId) {
        performance
                .recent()
                .add(
                        exchange.id(),
                        new Who(
                                model,
                                deploymentId,
                                task(exchange),
                                exchange.principal().key(),
                                chosen(exchange, model)));
    }

    /** What a rating of the model's answer teaches the score that ranked it by; null where that does not learn, or did not rank the model. */
    private @Nullable Chosen chosen(Exchange exchange, String model) {
        RoutingDecision decision = exchange.decision();
        RoutingContext context = exchange.context();
        ScoreSheet sheet = decision == null ? null : decision.sheet();
        if (context == null || sheet == null || !performance.heads().learns(sheet.score())) {
            return null;
        }
        List<String> models = sheet.models();
        int column = sheet.criteria().indexOf("quality");
        if (!models.contains(model) || column < 0) {
            return null;
        }
        double[] beliefs = new double[models.size()];
        for (int row = 0; row < beliefs.length; row++) {
            double gain = context.live().of(Figure.ONLINE_GAIN, models.get(row), sheet.score());
            beliefs[row] = sheet.raw(row, column) - (Double.isNaN(gain) ? 0 : gain);
        }
        return new Chosen(sheet.score(), Features.of(context.signals()), models, beliefs);
    }

    /** What the first candidate is expected to cost more than the one that the score thought the best. */
    private void explored(RoutingDecision decision, RoutingContext context) {
        ScoreSheet sheet = decision.sheet();
        if (sheet == null || !performance.heads().learns(sheet.score())) {
            return;
        }
        Candidate first = decision.candidates().get(0);
        Candidate best = first;
        for (Candidate candidate : decision.candidates()) {
            boolean asPreferred = (candidate.preferred() > 0) == (first.preferred() > 0);
            best = asPreferred && candidate.score() > best.score() ? candidate : best;
        }
        long its = expectedNanos(first, context);
        long bests = expectedNanos(best, context);
        performance.heads().explored(sheet.score(), its < 0 || bests < 0 ? 0 : its - bests);
    }

    private static long expectedNanos(Candidate candidate, RoutingContext context) {
        return ExpectedCost.nanos(candidate.model(), candidate.deployments().get(0), context);
    }

    /** A call is over. */
    void ended(Exchange exchange, AttemptRecord attempt) {
        ErrorKind error = attempt.error();
        if (exchange.request().endpoint() == Endpoint.COUNT_TOKENS) {
            return;
        }
        if (error == null) {
            performance.models().answered(attempt.model(), task(exchange), answer(exchange, attempt));
        } else if (error.tripsBreaker() && !attempt.keyOnly()) {
            performance.models().failed(attempt.model(), task(exchange));
        }
        if (attempt.firstOutputNanos() >= 0 && exchange.request().facts().stream()) {
            double millis = (attempt.firstOutputNanos() - attempt.startNanos()) / 1e6;
            performance.firstTokens().add(attempt.deployment(), millis);
        }
    }

    /** Where the exchange's score keeps to a spend target, a sink that tells its cost when it has ended. */
    ResponseSink watched(Exchange exchange, ResponseSink sink) {
        RoutingDecision decision = exchange.decision();
        String score = decision == null ? null : decision.score();
        if (decision == null || score == null) {
            return sink;
        }
        if (exchange.context() != null) {
            explored(decision, exchange.context());
        }
        Pending pending = performance.spend().begun(score, expectedNanos(decision));
        return pending == null
                ? sink
                : new ObservedSink(
                        exchange, sink, (ended, status, first, error) -> pending.settled(cost(ended, pending)));
    }

    /** What was answered without a word of its tokens is taken to have cost what was expected. */
    private static long cost(Exchange exchange, Pending pending) {
        long known = exchange.costNanos();
        return known >= 0 ? known : exchange.model() == null ? 0 : pending.expectedNanos();
    }

    /** What the score thought that its first candidate would cost; 0 where it could not tell. */
    private static long expectedNanos(RoutingDecision decision) {
        ScoreSheet sheet = decision.sheet();
        int column = sheet == null ? -1 : sheet.criteria().indexOf("cost");
        if (sheet == null || column < 0) {
            return 0;
        }
        int row = sheet.models().indexOf(decision.candidates().get(0).model().name());
        double dollars = row < 0 ? Double.NaN : sheet.raw(row, column);
        return Double.isNaN(dollars) ? 0 : Math.round(dollars * 1e9);
    }

    private static Answer answer(Exchange exchange, AttemptRecord attempt) {
        RequestFacts facts = exchange.request().facts();
        if (!writes(exchange.request().endpoint())) {
            return new Answer(Double.NaN, Double.NaN, Double.NaN, false);
        }
        long tokens = exchange.usage().completion();
        double total = (attempt.endNanos() - attempt.startNanos()) / 1e6;
        boolean timed = facts.stream() && attempt.firstOutputNanos() >= 0 && tokens > 1;
        double each = timed ? (attempt.endNanos() - attempt.firstOutputNanos()) / 1e6 / (tokens - 1) : Double.NaN;
        double ofChoice = tokens > 0 ? (double) tokens / Math.max(1, facts.choices()) : Double.NaN;
        boolean cut = facts.maxOutputTokens() >= 0 && ofChoice >= facts.maxOutputTokens();
        return new Answer(total, each, ofChoice, cut);
    }

    private static boolean writes(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COMPLETIONS -> true;
            default -> false;
        };
    }

    /** As it was told while the request was decided: it is not worked out only to be noted. */
    private static @Nullable String task(Exchange exchange) {
        RoutingContext context = exchange.context();
        TaskGuess guess = context == null ? null : context.signals().readings().task();
        return guess == null ? null : guess.label();
    }
}
