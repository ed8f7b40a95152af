package dev.pointsman.flow.judged;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.FeedbackListener;
import dev.pointsman.inquiry.ModelCalls;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.performance.JudgeSettings;
import dev.pointsman.performance.Performance;
import dev.pointsman.performance.RecentDecisions.Answered;
import dev.pointsman.performance.RecentDecisions.Rating;
import dev.pointsman.telemetry.JudgeMeters;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Has a model mark answers, and counts its marks as ratings. No more than {@value #MOST_UNDER_WAY} are marked at a time, others are passed over; before a call
 * what it may cost at most is taken from the day's money, and given back but for what it has cost. Shared by all loops; never blocks.
 */
public final class Judge {
    static final int MOST_UNDER_WAY = 16;

    /** A token has rarely fewer characters. */
    private static final int CHARACTERS_PER_TOKEN = 2;

    /**
     * Where marks go.
     *
     * @param heard hears of them as of clients' ratings
     * @param policy digest of the policy that judges, as the ledger has it
     * @param nanoTime monotonic clock
     * @param clock wall clock
     */
    public record Desk(
            Performance performance,
            FeedbackListener heard,
            Ledger ledger,
            String policy,
            LongSupplier nanoTime,
            Clock clock) {}

    private final JudgeSettings settings;
    private final Model model;
    private final JudgeQuestion question;
    private final ModelCalls calls;
    private final JudgeMeters meters;
    private final Desk desk;
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param calls to the model that marks */
    public Judge(JudgeSettings settings, ModelCalls calls, JudgeMeters meters, Desk desk) {
        this.settings = settings;
        this.model = calls.model();
        this.question = new JudgeQuestion(model.name(), settings.rubric());
        this.meters = meters;
        this.desk = desk;
        this.calls = calls;
    }

    double share() {
        return settings.share();
    }

    /** Has the answer of an exchange marked, on its loop. */
    void ended(Exchange exchange, String prompt, String reply) {
        Answered answered = desk.performance()
                .recent()
                .find(exchange.id(), exchange.principal().key());
        if (answered == null || answered.rated()) {
            return;
        }
        long nanos = most(prompt.length() + reply.length());
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            meters.counted("busy");
        } else if (!desk.performance()
                .judging()
                .take(nanos, settings.capNanos(), desk.clock().millis())) {
            underWay.decrementAndGet();
            meters.counted("capped");
        } else {
            ask(exchange, answered, nanos, question.about(prompt, reply));
        }
    }

    private void ask(Exchange exchange, Answered answered, long most, ApiRequest request) {
        calls.send(request, exchange.loop(), (reply, costNanos) -> {
            underWay.decrementAndGet();
            desk.performance().judging().add(costNanos - most, desk.clock().millis());
            double mark = reply == null ? Double.NaN : JudgeQuestion.mark(reply);
            meters.counted(reply == null ? "failed" : Double.isNaN(mark) ? "unclear" : "marked");
            if (!Double.isNaN(mark) && !answered.rated()) {
                marked(exchange, answered, mark, costNanos);
            }
        });
    }

    private void marked(Exchange exchange, Answered answered, double mark, long costNanos) {
        Rating rating = new Rating(mark, answered.task(), desk.nanoTime().getAsLong());
        desk.performance().rated(answered, rating);
        desk.heard().rated(exchange.id(), answered.model(), mark);
        desk.ledger()
                .append(DecisionRecord.ofRating(
                        exchange.id() + "_judge",
                        desk.clock().millis(),
                        desk.policy(),
                        new DecisionRecord.Route(
                                "feedback",
                                false,
                                exchange.principal().key(),
                                exchange.principal().team(),
                                model.name(),
                                null,
                                0,
                                List.of(),
                                List.of()),
                        costNanos,
                        new DecisionRecord.Rated(exchange.id(), answered.model(), answered.task(), mark, "judge")));
    }

    /** Nano-dollars that a mark may cost at the dearest deployment. */
    private long most(int characters) {
        long tokens = ((long) characters + question.characters()) / CHARACTERS_PER_TOKEN;
        long most = 0;
        for (Deployment deployment : model.deployments()) {
            Price price = deployment.price();
            most = price == null ? most : Math.max(most, price.cost(tokens, 0, 0, JudgeQuestion.MOST_TOKENS));
        }
        return most;
    }
}
