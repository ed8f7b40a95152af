package dev.pointsman.ledger;

/** The time of a line, read from its beginning, so that what is too old or too new costs little. */
public final class LineTime {
    private static final String NAME = "\"at\":";
    private static final int BEGINNING = 200;
    private static final int FEWEST_DIGITS = 10;
    private static final int MOST_DIGITS = 15;

    private LineTime() {}

    /** Milliseconds since 1970; -1 where the beginning of the line tells none. */
    public static long millis(String line) {
        int at = line.indexOf(NAME);
        if (at < 0 || at > BEGINNING) {
            return -1;
        }
        long millis = 0;
        int digits = 0;
        for (int i = at + NAME.length(); i < line.length() && digits < MOST_DIGITS; i++, digits++) {
            int digit = line.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            millis = millis * 10 + digit;
        }
        return digits < FEWEST_DIGITS ? -1 : millis;
    }

    /** Whether the line may be of a time: it tells none, or one from {@code fromMillis} on and before {@code toMillis}. */
    public static boolean within(String line, long fromMillis, long toMillis) {
        long millis = millis(line);
        return millis < 0 || (millis >= fromMillis && millis < toMillis);
    }
}
