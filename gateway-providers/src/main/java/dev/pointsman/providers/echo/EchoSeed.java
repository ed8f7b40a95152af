package dev.pointsman.providers.echo;

import java.util.SplittableRandom;

/** The chance of an answer: a number made from the model and the prompt, the same on every machine. */
final class EchoSeed {
    private EchoSeed() {}

    /** FNV-1a of both texts, 64 bits. */
    static long of(String model, String prompt) {
        return mixed(mixed(mixed(0xcbf29ce484222325L, model), "\n"), prompt);
    }

    private static long mixed(long start, String text) {
        long hash = start;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** In [0, 1). */
    static double draw(long seed) {
        return new SplittableRandom(seed).nextDouble();
    }
}
