package dev.pointsman.training.routers;

import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.training.fit.Progress;
import java.util.function.Function;

/**
 * A router that has not seen the rows held back, so that it can be measured on them, and the way to the one that learns from those rows too, with the
 * settings that were chosen on them.
 */
public final class Trial {
    private final LearnedRouter router;
    private final Function<Progress, LearnedRouter> again;

    Trial(LearnedRouter router, Function<Progress, LearnedRouter> again) {
        this.router = router;
        this.again = again;
    }

    /** Learned from the outcomes without those held back. */
    public LearnedRouter router() {
        return router;
    }

    /** Learned from all of them; takes another fit. No row is left that could measure it. The same each time, bit for bit. */
    public LearnedRouter onAll(Progress progress) {
        return again.apply(progress);
    }
}
