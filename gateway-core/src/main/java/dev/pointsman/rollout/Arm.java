package dev.pointsman.rollout;

/** One side of a comparison of policies. */
public enum Arm {
    CURRENT("current"),
    NEXT("next");

    private final String word;

    Arm(String word) {
        this.word = word;
    }

    /** As replies, metrics and reports name it. */
    public String word() {
        return word;
    }
}
