package dev.pointsman.fleet;

import dev.pointsman.quota.Grant;
import dev.pointsman.quota.Refusal;
import dev.pointsman.quota.Standing;
import org.jspecify.annotations.Nullable;

/** Nothing was taken. */
record Refused(Refusal refusal) implements Grant {
    @Override
    public @Nullable Standing requests() {
        return null;
    }

    @Override
    public @Nullable Standing tokens() {
        return null;
    }

    @Override
    public void settle(long tokens, long costNanos) {}

    @Override
    public void undo() {}
}
