package dev.pointsman.fleet;

import dev.pointsman.fleet.Question.Counted;
import dev.pointsman.fleet.SharedGrant.Slice;
import dev.pointsman.quota.Rate;
import dev.pointsman.quota.Refusal.What;
import dev.pointsman.quota.Standing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The numbers that the script {@code take} answers to a question.
 *
 * @param numbers as the script says
 */
record Reply(Question question, List<Long> numbers) {
    private static final int HEAD = 2;
    private static final int WIDTH = 7;
    private static final List<What> WHATS = List.of(What.REQUESTS, What.TOKENS, What.CONCURRENT, What.SPEND);
    private static final int SLICES = 129;

    boolean granted() {
        return numbers.get(0) == 1;
    }

    int refusedClaim() {
        return numbers.get(2).intValue();
    }

    What what() {
        return WHATS.get(numbers.get(3).intValue());
    }

    long waitNanos() {
        long micros = numbers.get(4);
        return micros < 0 ? -1 : micros * 1_000;
    }

    /** Nano-dollars, where money refused it. */
    long refusedSpent() {
        return numbers.get(5);
    }

    private long number(int claim, int index) {
        return numbers.get(HEAD + claim * WIDTH + index);
    }

    List<Slice> slices() {
        List<Slice> slices = new ArrayList<>(question.counted.size());
        for (int i = 0; i < question.counted.size(); i++) {
            slices.add(new Slice(number(i, 0), number(i, 2), number(i, 5), number(i, 6)));
        }
        return slices;
    }

    /** Of the limits of requests the one with the least left. */
    @Nullable
    Standing requests() {
        Standing tightest = null;
        for (int i = 0; i < question.counted.size(); i++) {
            Counted each = question.counted.get(i);
            if (each.requests()) {
                tightest = tighter(
                        tightest, standing(i, 0, each.limit().settings().requests(), each.limit().requestSliceMicros));
            }
        }
        return tightest;
    }

    /** The same of tokens. */
    @Nullable
    Standing tokens() {
        Standing tightest = null;
        for (int i = 0; i < question.counted.size(); i++) {
            Counted each = question.counted.get(i);
            if (each.tokens()) {
                tightest = tighter(
                        tightest, standing(i, 2, each.limit().settings().tokens(), each.limit().tokenSliceMicros));
            }
        }
        return tightest;
    }

    private @Nullable Standing standing(int claim, int index, @Nullable Rate rate, long sliceMicros) {
        if (rate == null) {
            return null;
        }
        long sum = number(claim, index + 1);
        long resetMicros = sum == 0 ? 0 : (number(claim, index) + SLICES) * sliceMicros - numbers.get(1);
        return new Standing(rate.most(), Math.max(0, rate.most() - sum), resetMicros * 1_000);
    }

    private static @Nullable Standing tighter(@Nullable Standing one, @Nullable Standing other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return other.left() < one.left() ? other : one;
    }

    /** Keeps what it tells of what all have spent. */
    void remember() {
        for (int i = 0; i < question.counted.size(); i++) {
            if (question.counted.get(i).money()) {
                question.counted.get(i).subject().spent(number(i, 4), number(i, 6));
            }
        }
    }
}
