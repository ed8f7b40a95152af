package dev.pointsman.providers.gemini.request;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Signatures of calls as Google gave them, by the call's id: for clients that send a call back without its {@code extra_content}. Shared by all
 * loops, without locks.
 *
 * <p>A table of slots, each holding at most one entry: a newer entry takes the place of an older one that falls on the same slot. Invariant:
 * {@code chars} is the sum over all entries in the table and those just being swapped; whoever lifts it over the bound empties slots, one
 * after the other from where the last one stopped, until it holds again.
 */
public final class ThoughtSignatures {
    /** What stands for a signature that was never given, as Google documents it for conversations moved from another model. */
    public static final String FILLER = "skip_thought_signature_validator";

    private static final int MOST_CHARS_EACH = 256 * 1024;

    private record Entry(String id, String signature) {
        int chars() {
            return id.length() + signature.length();
        }
    }

    private final AtomicReferenceArray<@Nullable Entry> slots;
    private final AtomicLong chars = new AtomicLong();
    private final AtomicInteger hand = new AtomicInteger();
    private final long mostChars;

    /**
     * @param slots how many signatures at most; a power of two
     * @param mostChars bound of all ids and signatures together
     */
    public ThoughtSignatures(int slots, long mostChars) {
        if (Integer.bitCount(slots) != 1) {
            throw new IllegalArgumentException("slots: " + slots + " (expected: a power of two)");
        }
        this.slots = new AtomicReferenceArray<>(slots);
        this.mostChars = mostChars;
    }

    /** Remembers it, for a while. */
    public void keep(String id, String signature) {
        Entry entry = new Entry(id, signature);
        if (signature.length() > MOST_CHARS_EACH || entry.chars() > mostChars) {
            return;
        }
        long now = chars.addAndGet(entry.chars());
        now = freed(slots.getAndSet(slot(id), entry), now);
        while (now > mostChars) {
            int next = hand.getAndIncrement() & (slots.length() - 1);
            now = freed(slots.getAndSet(next, null), now);
        }
    }

    private long freed(@Nullable Entry old, long now) {
        return old == null ? now : chars.addAndGet(-old.chars());
    }

    /** Null where it is not (or no longer) known. */
    public @Nullable String of(String id) {
        Entry entry = slots.get(slot(id));
        return entry != null && entry.id().equals(id) ? entry.signature() : null;
    }

    private int slot(String id) {
        int hash = id.hashCode() * 0x9E3779B9;
        return (hash ^ (hash >>> 16)) & (slots.length() - 1);
    }
}
