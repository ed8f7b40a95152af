package dev.pointsman.routing;

/**
 * Numbers in [0, 1) that look random but follow from their seed, so that a decision replays and a share is stable: each user of chance
 * mixes in its own name, which makes its number independent of all others'.
 *
 * <p>Mixing: the finaliser of SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014) over an FNV-1a
 * hash of the characters.
 */
public final class Chance {
    private Chance() {}

    /** From an exchange's draw. */
    public static double of(String name, double draw) {
        return unit(hash(name) + mix(Double.doubleToLongBits(draw)));
    }

    /** From an id: the same for the same id, always. */
    public static double of(String name, String id) {
        return unit(hash(name) + mix(hash(id)));
    }

    private static double unit(long seed) {
        return (mix(seed) >>> 11) * 0x1.0p-53;
    }

    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    private static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
