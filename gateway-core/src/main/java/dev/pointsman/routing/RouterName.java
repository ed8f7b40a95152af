package dev.pointsman.routing;

import org.jspecify.annotations.Nullable;

/**
 * A name in RouteLLM's form that a client may ask for, {@code router-mf-0.116}: a trained router and a threshold of the request's own.
 *
 * @param router {@code router-mf}
 * @param threshold 0..1
 */
public record RouterName(String router, double threshold) {
    /** How all of them begin. */
    public static final String PREFIX = "router-";

    private static final int MOST_DIGITS = 20;

    /** Null where the name is none of the kind. */
    public static @Nullable RouterName of(String asked) {
        int cut = asked.startsWith(PREFIX) ? asked.lastIndexOf('-') : -1;
        if (cut <= PREFIX.length() || asked.length() - cut > MOST_DIGITS) {
            return null;
        }
        for (int i = cut + 1; i < asked.length(); i++) {
            char c = asked.charAt(i);
            if ((c < '0' || c > '9') && c != '.') {
                return null;
            }
        }
        try {
            double threshold = Double.parseDouble(asked.substring(cut + 1));
            return threshold >= 0 && threshold <= 1 ? new RouterName(asked.substring(0, cut), threshold) : null;
        } catch (NumberFormatException none) {
            return null;
        }
    }
}
