package dev.pointsman.cli.setup;

/**
 * One thing that was looked at.
 *
 * @param what was looked at: {@code policy}, {@code provider openai}
 * @param told what was found, and where it is not good what to do
 */
record Finding(Level level, String what, String told) {
    /** How good it is. */
    enum Level {
        GOOD("ok"),
        WARNING("look"),
        BAD("bad");

        private final String word;

        Level(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    static Finding good(String what, String told) {
        return new Finding(Level.GOOD, what, told);
    }

    static Finding warning(String what, String told) {
        return new Finding(Level.WARNING, what, told);
    }

    static Finding bad(String what, String told) {
        return new Finding(Level.BAD, what, told);
    }
}
