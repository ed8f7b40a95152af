package dev.pointsman.training.routers;

import dev.pointsman.learned.quality.StoredPrompts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a method is fitted to.
 *
 * @param stored the examples, or some of them, as they are kept
 * @param seed of all chance in the fit
 */
record Material(Examples examples, StoredPrompts stored, long seed) {
    private static final int MOST_STORED = 20_000;
    private static final int MOST_STORED_SCORES = 1 << 21;

    static Material of(Examples examples, long seed) {
        return new Material(examples, some(examples, seed).stored(), seed);
    }

    /** So many that the file stays small; drawn by the seed. */
    private static Examples some(Examples examples, long seed) {
        int most = Math.min(MOST_STORED, MOST_STORED_SCORES / examples.models());
        if (examples.size() <= most) {
            return examples;
        }
        List<Integer> places = new ArrayList<>();
        Random random = new Random(seed);
        int left = most;
        for (int i = 0; i < examples.size(); i++) { // each set of that size is equally likely: Knuth, algorithm S
            if (random.nextInt(examples.size() - i) < left) {
                places.add(i);
                left--;
            }
        }
        return examples.at(places);
    }
}
