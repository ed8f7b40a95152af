package dev.pointsman.training.evaluate;

/**
 * How much answers that were drawn by lot tell of a router's choices.
 *
 * @param rows of one answer each, or some, whose odds are known
 * @param effective how many observations without weights tell as much: (Σ w)² / Σ w² (L. Kish, 1965)
 * @param mostWeight of one row
 */
public record DrawnChoice(int rows, double effective, double mostWeight) {
    /** Fewer observations tell nothing that is to be believed. */
    public static final int LEAST = 50;

    /** Whether it is enough to be believed. */
    public boolean tells() {
        return effective >= LEAST;
    }
}
