package dev.pointsman.inquiry;

import dev.pointsman.telemetry.AskMeters;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks about texts, each once: the answer is kept for the next {@value AnswerCache#PLACES} texts or so; exchanges that ask the same at the same time
 * share one question, which is given up when all of them have left or waited long enough.
 *
 * <p>Shared by all loops; never blocks. A bounded number of questions is under way.
 */
final class Inquiry<T> {
    private final Respondent<T> respondent;
    private final Function<String, T> nothing;
    private final Duration budget;
    private final int mostUnderWay;
    private final AskMeters meters;
    private final LongSupplier nanoTime;
    private final AnswerCache<T> answers = new AnswerCache<>();
    private final Map<TextKey, Asking<T>> underWay = new ConcurrentHashMap<>();

    /** @param nothing what is said where there is no answer, for a reason in words */
    Inquiry(
            Respondent<T> respondent,
            Function<String, T> nothing,
            Duration budget,
            int mostUnderWay,
            AskMeters meters,
            LongSupplier nanoTime) {
        this.respondent = respondent;
        this.nothing = nothing;
        this.budget = budget;
        this.mostUnderWay = mostUnderWay;
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    /** What is known of it by now; null where nothing is. */
    @Nullable
    T known(String text) {
        T known = answers.of(TextKey.of(text));
        if (known != null) {
            meters.counted(Outcome.CACHED.word());
        }
        return known;
    }

    /**
     * Asks; {@code then} is called once, on the loop, later than this returns: with the answer, or, when the budget is over, with none. Called on
     * the exchange's loop, and so is {@link Waiting#leave}, which the exchange's end must bring about.
     */
    Waiting<T> ask(String text, ScheduledExecutorService loop, Consumer<T> then) {
        Waiting<T> one = new Waiting<>(loop, then);
        T unready = respondent.unready(loop);
        if (unready != null) {
            meters.counted(Outcome.REFUSED.word());
            loop.execute(() -> one.told(unready));
            return one;
        }
        TextKey key = TextKey.of(text);
        if (underWay.size() >= mostUnderWay && !underWay.containsKey(key)) {
            meters.counted(Outcome.REFUSED.word());
            loop.execute(() -> one.told(nothing.apply("too many are asked about")));
            return one;
        }
        Asking<T> mine = asking(key, loop);
        Asking<T> first = underWay.putIfAbsent(key, mine);
        Asking<T> joined = first == null ? mine : first;
        one.begin(joined, budget, nothing);
        joined.join(one);
        if (first == null) {
            mine.carriedOut(respondent.asked(text, loop, mine));
        }
        return one;
    }

    private Asking<T> asking(TextKey key, ScheduledExecutorService loop) {
        long begun = nanoTime.getAsLong();
        return new Asking<>(loop, nothing.apply("the answer was given up"), (outcome, said) -> {
            if (said != null && outcome != Outcome.FAILED) {
                answers.put(key, said);
            }
            underWay.remove(key);
            meters.asked(outcome.word(), nanoTime.getAsLong() - begun);
        });
    }
}
