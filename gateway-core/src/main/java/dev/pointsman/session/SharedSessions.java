package dev.pointsman.session;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;

/** What other gateways remember of conversations, as bytes. Thread-safe; never blocks, and its failures are its own: it then finds nothing. */
public interface SharedSessions {
    /** There are no other gateways. */
    SharedSessions NONE = new SharedSessions() {
        @Override
        public void find(String name, Duration within, ScheduledExecutorService loop, Finding finding) {
            finding.nothing();
        }

        @Override
        public void put(String name, byte[] remembered, Duration keep) {}
    };

    /** Hears what was found: once, on the loop. */
    interface Finding {
        /**
         * It is remembered.
         *
         * @param ageNanos time since it was put
         */
        void found(byte[] remembered, long ageNanos);

        /** It is not, or that was not told in time. */
        void nothing();
    }

    /**
     * Looks for what is remembered of a conversation.
     *
     * @param name that tells it, and whose it is
     * @param within the most that it takes
     */
    void find(String name, Duration within, ScheduledExecutorService loop, Finding finding);

    /** Remembers it, as far as it can, in place of what was remembered. */
    void put(String name, byte[] remembered, Duration keep);
}
