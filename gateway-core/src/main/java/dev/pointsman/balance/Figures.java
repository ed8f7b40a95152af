package dev.pointsman.balance;

/**
 * All that is known of one deployment at one moment. Immutable, so that a reader sees figures that belong together; each event gives the
 * next. Times are in milliseconds.
 *
 * <p>What a stream and what a whole answer takes is kept apart: else a deployment that happens to get the whole ones would seem slow.
 *
 * @param heard what calls of both kinds took to the first output of a stream, or the end of an answer that is none
 * @param firstToken what streams took to their first output
 * @param whole what other calls took to their end
 * @param outputToken what each further token of a stream took
 * @param failed 0 for a call that was answered, 1 for one that failed by the deployment's fault
 */
record Figures(Calls calls, Recent heard, Timing firstToken, Timing whole, Timing outputToken, Recent failed) {
    /**
     * Calls under way.
     *
     * @param waiting those of them that have given no output yet
     * @param sinceMicros sum of the starts of those, from when the figures began
     */
    record Calls(int inflight, int waiting, long sinceMicros) {
        /**
         * What the calls that still wait tell of the time to a first output, in milliseconds; 0 where none waits.
         *
         * <p>Calls that come evenly and all take T have ages evenly spread from 0 to T: their mean is T/2, and with k of them
         * {@code mean · 2k/(k+1)} estimates T without bias; while all of them still wait it grows with the time that has passed.
         */
        double waitedMillis(long nowMicros) {
            if (waiting <= 0) {
                return 0;
            }
            double mean = nowMicros - (double) sinceMicros / waiting;
            return Math.max(0, mean * 2 * waiting / (waiting + 1) / 1000);
        }
    }

    /** One time, as it usually is and as bad as it may be. */
    record Timing(Recent usual, Peak peak) {
        static final Timing NOTHING = new Timing(Recent.NOTHING, Peak.NOTHING);

        Timing with(double millis, long now) {
            return new Timing(usual.with(millis, now), peak.with(millis, now));
        }

        /** Of a time that does not vary with the length of the answer, so that a change in it is soon seen. */
        Timing following(double millis, long now) {
            return new Timing(usual.following(millis, now), peak.with(millis, now));
        }

        /** After a call that did not answer within that time: the peak takes it for a slow answer, what is usual does not see it. */
        Timing without(double millis, long now) {
            double counted = usual.evidence() == 0 ? FAILED_MILLIS : FAILED_TIMES * usual.mean();
            return new Timing(usual, peak.with(Math.max(millis, counted), now));
        }
    }

    /** A failed call counts as one that took so many times what is usual: no deployment gains by failing fast. */
    static final double FAILED_TIMES = 10;
    /** What a failed call counts as where no answer has come yet, in milliseconds. */
    static final double FAILED_MILLIS = 5_000;
    /** Tokens of a stream from which the time of each can be told: fewer come in one piece. */
    static final int LEAST_TOKENS = 8;

    static final Figures NOTHING = new Figures(
            new Calls(0, 0, 0), Recent.NOTHING, Timing.NOTHING, Timing.NOTHING, Timing.NOTHING, Recent.NOTHING);

    Figures started(long sinceMicros) {
        return with(new Calls(calls.inflight + 1, calls.waiting + 1, calls.sinceMicros + sinceMicros));
    }

    /** A call that began at {@code sinceMicros} no longer waits. */
    Figures spoke(long sinceMicros) {
        return with(new Calls(calls.inflight, calls.waiting - 1, calls.sinceMicros - sinceMicros));
    }

    Figures ended() {
        return with(new Calls(calls.inflight - 1, calls.waiting, calls.sinceMicros));
    }

    /** A stream gave its first output, or another answer its last, after so many milliseconds. */
    Figures took(boolean stream, double millis, long now) {
        return with(
                heard.with(millis, now),
                stream ? firstToken.following(millis, now) : firstToken,
                stream ? whole : whole.with(millis, now));
    }

    /** A call was given up before it was heard: it would have taken longer. Counts where that says more than is known. */
    Figures wouldTakeLonger(boolean stream, double millis, long now) {
        return millis > (stream ? firstToken : whole).usual.mean() ? took(stream, millis, now) : this;
    }

    /** A call did not answer, whoever is to blame: all its times count as bad. */
    Figures refused(boolean stream, double millis, long now) {
        if (!stream) {
            return with(heard, firstToken, whole.without(millis, now));
        }
        boolean written = outputToken.usual.evidence() > 0;
        return with(heard, firstToken.without(millis, now), whole)
                .with(written ? outputToken.without(0, now) : outputToken, failed);
    }

    /** A call failed by the deployment's fault. */
    Figures failed(boolean stream, double millis, long now) {
        Figures without = refused(stream, millis, now);
        return without.with(without.outputToken, failed.with(1, now));
    }

    /** An answer is whole: of so many tokens, 0 where they were not told, written in so many milliseconds from the first output. */
    Figures answered(boolean stream, long count, double millis, long now) {
        boolean telling = stream && count >= LEAST_TOKENS;
        return with(telling ? outputToken.following(millis / (count - 1), now) : outputToken, failed.with(0, now));
    }

    private Figures with(Calls next) {
        return new Figures(next, heard, firstToken, whole, outputToken, failed);
    }

    private Figures with(Recent waits, Timing first, Timing wholes) {
        return new Figures(calls, waits, first, wholes, outputToken, failed);
    }

    private Figures with(Timing each, Recent verdicts) {
        return new Figures(calls, heard, firstToken, whole, each, verdicts);
    }

    /**
     * Share of the recent calls that failed by the deployment's fault, as if one more had been answered: so one failure alone is not all, and
     * what is long past is no more. NaN where no call was judged.
     */
    double errorRateAt(long now) {
        double evidence = failed.evidenceAt(now);
        return failed.mean() * evidence / (evidence + 1);
    }
}
