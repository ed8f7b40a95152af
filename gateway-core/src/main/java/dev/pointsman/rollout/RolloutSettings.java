package dev.pointsman.rollout;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Chance;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code rollout}: a next policy that is tried beside this one.
 *
 * @param next its file, beside this policy's where it is relative
 * @param share 0..1 of the ids (canary, ab) or of the requests (shadow) that meet it; default 5 % for canary, 50 % for ab, all for shadow
 * @param by whose share it is, and stays: {@code user} (the default), {@code key}, {@code team}, {@code header.NAME}, {@code metadata.NAME}
 * @param bounds of the next policy's figures; where one is exceeded the rollout stops. Default for canary: more than 5 % errors; else none
 * @param over how many of the last calls a bound looks at, 10..1000, and as many must have come; default 50
 */
public record RolloutSettings(Path next, Mode mode, double share, String by, List<Bound> bounds, int over) {
    private static final int OVER = 50;
    private static final int LEAST_OVER = 10;
    private static final int MOST_OVER = 1000;
    private static final String SALT = "rollout";

    /** What the next policy does. */
    public enum Mode {
        /** It decides too, and nothing is done about it. */
        SHADOW,
        /** It serves a share, and ends by itself where that goes badly. */
        CANARY,
        /** It serves a share, and both are compared. */
        AB;

        /** As the policy writes it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RolloutSettings {
        bounds = List.copyOf(bounds);
    }

    /** Null where the policy has none, or no usable one. */
    public static @Nullable RolloutSettings from(@Nullable ConfigNode node) {
        if (node == null) {
            return null;
        }
        node.onlyKeys("next", "mode", "share", "by", "stop");
        ConfigNode next = node.required("next");
        ConfigNode named = node.required("mode");
        Mode mode = named == null ? Mode.SHADOW : named.oneOf(Mode.class, Mode.SHADOW);
        ConfigNode stop = node.at("stop");
        if (stop != null && mode == Mode.SHADOW) {
            node.problemAtKey(
                    "stop", "a shadow serves nobody, so there is nothing to stop (expected: mode canary or ab)");
        }
        Path file = next == null ? null : file(next);
        return file == null
                ? null
                : new RolloutSettings(
                        file,
                        mode,
                        share(node.at("share"), mode),
                        node.read("by", "user", (by, user) -> by(by)),
                        stop == null ? usual(mode) : bounds(stop),
                        stop == null ? OVER : over(stop.at("over")));
    }

    /** Whether requests are served under the next policy. */
    public boolean serves() {
        return mode != Mode.SHADOW;
    }

    /**
     * Whether an id is among the share; the same id always is, and stays so where the share grows.
     *
     * @param draw a random number in [0, 1), for who has no id
     */
    public boolean takes(@Nullable String id, double draw) {
        double chance = id == null || id.isEmpty() ? Chance.of(SALT, draw) : Chance.of(SALT, id);
        return chance < share;
    }

    /** Whether it is the policy's own file is not asked: a copy of a policy may stand as the next one, its rollout counts for nothing there. */
    private static @Nullable Path file(ConfigNode node) {
        if (node.isScalar() && node.text().isBlank()) {
            node.problem("expected a file such as next.yaml");
        }
        Path path = node.text().isBlank() ? null : node.file(node.text());
        return path == null ? null : Path.of(node.place().file()).resolveSibling(path);
    }

    private static double share(@Nullable ConfigNode node, Mode mode) {
        double usual = switch (mode) {
            case SHADOW -> 1;
            case CANARY -> 0.05;
            case AB -> 0.5;
        };
        return node == null ? usual : node.share(usual);
    }

    private static String by(ConfigNode node) {
        String text = node.text();
        boolean known = text.equals("user")
                || text.equals("key")
                || text.equals("team")
                || (text.startsWith("header.") && text.length() > "header.".length())
                || (text.startsWith("metadata.") && text.length() > "metadata.".length());
        if (!known && node.isScalar()) {
            node.problem("expected user, key, team, header.NAME or metadata.NAME but found \"" + text + "\"");
        }
        return known ? text : "user";
    }

    private static List<Bound> usual(Mode mode) {
        return mode == Mode.CANARY ? List.of(new Bound(Measure.ERROR_RATE, "> 5%", 0.05, false)) : List.of();
    }

    private static List<Bound> bounds(ConfigNode stop) {
        List<String> keys = new ArrayList<>(Measure.words());
        keys.add("over");
        stop.onlyKeys(keys.toArray(String[]::new));
        List<Bound> bounds = new ArrayList<>();
        boolean any = !stop.isMap();
        for (Measure measure : Measure.values()) {
            ConfigNode node = stop.isMap() ? stop.at(measure.word()) : null;
            any |= node != null;
            Bound bound = node == null ? null : Bound.from(measure, node);
            if (bound != null) {
                bounds.add(bound);
            }
        }
        if (!any) {
            stop.problem("expected at least one of " + String.join(", ", Measure.words()));
        }
        return bounds;
    }

    /** {@code 50 calls} or {@code 50}. */
    private static int over(@Nullable ConfigNode node) {
        if (node == null) {
            return OVER;
        }
        String text = node.text().strip();
        String digits = text.endsWith("calls")
                ? text.substring(0, text.length() - "calls".length()).strip()
                : text;
        boolean number =
                !digits.isEmpty() && digits.length() <= 4 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        int calls = number ? Integer.parseInt(digits) : 0;
        if (calls < LEAST_OVER || calls > MOST_OVER) {
            if (node.isScalar()) {
                node.problem("expected a number of calls from " + LEAST_OVER + " to " + MOST_OVER
                        + " such as \"50 calls\" but found \"" + text + "\"");
            }
            return OVER;
        }
        return calls;
    }
}
