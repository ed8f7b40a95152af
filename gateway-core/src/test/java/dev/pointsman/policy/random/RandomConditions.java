package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Random {@code when} of rules: every source, nested. */
public final class RandomConditions {
    private static final int MOST_DEPTH = 3;

    private final Dice dice;
    private final List<String> models;

    /** @param models names that requests may ask for */
    public RandomConditions(Dice dice, List<String> models) {
        this.dice = dice;
        this.models = List.copyOf(models);
    }

    /** A map of conditions; rarely empty. */
    public Map<String, Object> when() {
        return when(0);
    }

    private Map<String, Object> when(int depth) {
        Map<String, Object> when = new LinkedHashMap<>();
        for (int i = dice.chance(0.03) ? 0 : dice.of(1, 1, 1, 2, 2, 3); i > 0; i--) {
            when.putAll(depth < MOST_DEPTH && dice.chance(0.25) ? nested(depth) : source());
        }
        return when;
    }

    private Map<String, Object> nested(int depth) {
        List<Object> each = new ArrayList<>();
        for (int i = dice.of(1, 1, 2, 2, 3); i > 0; i--) {
            each.add(when(depth + 1));
        }
        return map(
                dice.of("any", "any", "all", "not", "not"), each.size() == 1 && dice.chance(0.7) ? each.get(0) : each);
    }

    private Map<String, Object> source() {
        return switch (dice.below(18)) {
            case 0, 1 -> map(dice.of("text", "system"), words());
            case 2 -> map("header." + dice.of(Vocabulary.HEADERS), values(Vocabulary.VALUES));
            case 3 -> map("metadata." + dice.of(Vocabulary.METADATA), values(Vocabulary.VALUES));
            case 4 -> map(dice.of("user", "key"), values(Vocabulary.USERS));
            case 5 -> map("team", values(Vocabulary.TEAMS));
            case 6, 7 ->
                map(dice.of("input_tokens", "turns"), comparisons(List.of("0", "1", "2", "3", "5", "300", "1k")));
            case 8 -> map(dice.of("code", "difficulty"), comparisons(List.of("0", "0.1", "0.25", "50%", "0.9", "1")));
            case 9, 10 -> map(dice.of("tools", "images", "audio", "schema", "stream"), dice.of("true", "false"));
            case 11 -> map("language", values(Vocabulary.LANGUAGES));
            case 12 -> map("time", dice.chance(0.8) ? hours() : List.of(hours(), hours()));
            case 13 -> map("weekday", weekdays());
            case 14 -> dice.chance(0.5) ? map("task", values(Vocabulary.TASKS)) : endpoint();
            case 15 ->
                dice.chance(0.5)
                        ? map(dice.of("tags", "key_tags"), dice.oneOrSome(Vocabulary.TAGS, 2))
                        : map("model", values(models));
            case 16 -> map("spend_used", comparisons(List.of("0", "50%", "0.8", "100%")));
            default -> share();
        };
    }

    private Map<String, Object> endpoint() {
        return map("endpoint", dice.oneOrSome(Vocabulary.ENDPOINTS, 3));
    }

    private Map<String, Object> share() {
        Map<String, Object> share = map("share", dice.of("5%", "0.5", "95%", "1", "0%"));
        if (dice.chance(0.6)) {
            share.put("by", dice.of("user", "key", "team", "header.x-region", "metadata.workload"));
        }
        return share;
    }

    private Object words() {
        List<String> all = new ArrayList<>(Vocabulary.WORDS);
        all.addAll(Vocabulary.PATTERNS);
        return dice.oneOrSome(all, 4);
    }

    private Object values(List<String> known) {
        List<String> all = new ArrayList<>(known);
        all.addAll(dice.some(Vocabulary.PATTERNS, 2));
        if (dice.chance(0.1)) {
            all.add("*");
        }
        return dice.oneOrSome(all, 3);
    }

    private Object comparisons(List<String> numbers) {
        return dice.chance(0.8) ? comparison(numbers) : List.of(comparison(numbers), comparison(numbers));
    }

    private String comparison(List<String> numbers) {
        int low = dice.below(numbers.size());
        int high = Math.min(numbers.size() - 1, low + dice.below(3));
        return switch (dice.below(5)) {
            case 0 -> numbers.get(low) + ".." + numbers.get(high);
            case 1 -> numbers.get(low);
            default -> dice.of("<", "<=", ">", ">=", "=", "==") + dice.of("", " ") + numbers.get(low);
        };
    }

    private String hours() {
        return dice.of("22:00-06:00", "08:00-12:00", "9:00-17:30", "0:00-24:00", "23:59-24:00")
                + dice.of(Vocabulary.ZONES);
    }

    private Object weekdays() {
        Object days = dice.oneOrSome(Vocabulary.DAYS, 3);
        return dice.chance(0.7) ? days : map("days", days, "zone", dice.of("Europe/Berlin", "UTC"));
    }
}
