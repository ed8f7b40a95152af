package dev.pointsman.access;

import org.jspecify.annotations.Nullable;

/** Virtual keys beside those of the policy. Asked on all loops, so each answer is of a snapshot, and at once. */
public interface KeySource {
    /** None, and none were ever there. */
    KeySource NONE = new KeySource() {
        @Override
        public @Nullable KnownKey find(String hash) {
            return null;
        }

        @Override
        public boolean open() {
            return true;
        }
    };

    /** The key with that digest; null where there is none. */
    @Nullable
    KnownKey find(String hash);

    /** Whether it asks for no key: there are none, and were none. */
    boolean open();
}
