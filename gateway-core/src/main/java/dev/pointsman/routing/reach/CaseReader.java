package dev.pointsman.routing.reach;

import com.google.re2j.Pattern;
import dev.pointsman.api.Endpoint;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.Comparison;
import dev.pointsman.routing.rules.TimeWindow;
import dev.pointsman.routing.rules.Weekdays;
import dev.pointsman.routing.rules.WrittenPattern;
import dev.pointsman.routing.text.WordAutomaton;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the {@code when} of one rule, in which no mistake was noted, into its {@link Cases}. A source that is not known here is told by its text
 * alone: equal conditions mean the same, and no more is concluded.
 */
final class CaseReader {
    private static final int MINUTES = 1440;
    private static final Set<String> WHOLE_NUMBERS = Set.of("input_tokens", "turns");
    private static final Set<String> NUMBERS = Set.of("code", "difficulty");
    private static final Set<String> FLAGS = Set.of("tools", "images", "audio", "schema", "stream");
    private static final Set<String> SHORT_TEXTS = Set.of("key", "team", "user", "model", "language", "task");

    private final String rule;

    /**
     * @param rule its name, which its shares depend on
     */
    CaseReader(String rule) {
        this.rule = rule;
    }

    /** Null where it has too many cases. */
    @Nullable
    Cases read(@Nullable ConfigNode when) {
        return when == null ? Cases.ALWAYS : map(when, true);
    }

    private @Nullable Cases map(ConfigNode when, boolean holds) {
        List<Cases> each = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry : when.entries().entrySet()) {
            if (!entry.getKey().equals("by")) {
                Cases cases = entry(when, entry.getKey(), entry.getValue(), holds);
                if (cases == null) {
                    return null;
                }
                each.add(cases);
            }
        }
        return holds ? Cases.all(each) : Cases.any(each);
    }

    private @Nullable Cases entry(ConfigNode when, String key, ConfigNode value, boolean holds) {
        return switch (key) {
            case "any" -> nested(value, holds, !holds);
            case "all" -> nested(value, holds, holds);
            case "not" -> nested(value, !holds, holds);
            default -> Cases.of(literal(when, key, value, holds));
        };
    }

    private @Nullable Cases nested(ConfigNode value, boolean holds, boolean together) {
        List<Cases> each = new ArrayList<>();
        for (ConfigNode item : value.itemsOrSelf()) {
            Cases cases = map(item, holds);
            if (cases == null) {
                return null;
            }
            each.add(cases);
        }
        return together ? Cases.all(each) : Cases.any(each);
    }

    private Literal literal(ConfigNode when, String key, ConfigNode value, boolean holds) {
        String written = key + " " + written(value);
        if (WHOLE_NUMBERS.contains(key) || NUMBERS.contains(key)) {
            return new Literal(key, holds, written, numbers(value, WHOLE_NUMBERS.contains(key)), null);
        }
        if (FLAGS.contains(key)) {
            return new Literal(key, holds, written, Choice.of(2, value.text().equals("true") ? 1 : 0), null);
        }
        if (key.startsWith("header.") || key.startsWith("metadata.") || SHORT_TEXTS.contains(key)) {
            String source = key.startsWith("header.") ? key.toLowerCase(Locale.ROOT) : key;
            return new Literal(source, holds, written, null, texts(value, true));
        }
        return switch (key) {
            case "text", "system" -> new Literal(key, holds, written, null, texts(value, false));
            case "endpoint" -> new Literal(key, holds, written, endpoints(value), null);
            case "time" -> hours(value, holds, written);
            case "weekday" -> days(value, holds, written);
            case "share" ->
                new Literal("share of " + rule + " by " + written(when.orNothing("by")), holds, written, null, null);
            default -> new Literal(key, holds, written, null, null);
        };
    }

    private static Region numbers(ConfigNode value, boolean whole) {
        Comparison.Quantity quantity = whole ? Comparison.Quantity.COUNT : Comparison.Quantity.NUMBER;
        Span span = Span.none(whole);
        for (ConfigNode item : value.itemsOrSelf()) {
            span = span.or(Span.of(Comparison.from(item, quantity, Comparison.Plain.EXACTLY), whole));
        }
        return span;
    }

    private static Match texts(ConfigNode value, boolean whole) {
        Set<String> texts = new HashSet<>();
        Map<String, Pattern> patterns = new LinkedHashMap<>();
        for (ConfigNode item : value.itemsOrSelf()) {
            WrittenPattern pattern = WrittenPattern.is(item) ? WrittenPattern.from(item) : null;
            if (pattern != null) {
                patterns.put(item.text(), pattern.compiled());
            } else {
                texts.add(whole ? item.text() : WordAutomaton.normal(item.text()));
            }
        }
        return new Match(texts, patterns, whole && texts.contains("*"), whole);
    }

    private static Region endpoints(ConfigNode value) {
        BitSet chosen = new BitSet();
        for (ConfigNode item : value.itemsOrSelf()) {
            Endpoint.named(item.text())
                    .forEach(endpoint -> chosen.set(List.of(Endpoint.values()).indexOf(endpoint)));
        }
        return new Choice(chosen, Endpoint.values().length);
    }

    /** Hours of different zones are not held against each other. */
    private static Literal hours(ConfigNode value, boolean holds, String written) {
        BitSet minutes = new BitSet(MINUTES);
        Set<ZoneId> zones = new HashSet<>();
        for (ConfigNode item : value.itemsOrSelf()) {
            TimeWindow window = TimeWindow.from(item);
            if (window != null) {
                zones.add(window.zone());
                int length = Math.floorMod(window.toMinute() - window.fromMinute(), MINUTES);
                int minute = window.fromMinute();
                for (int i = length == 0 ? MINUTES : length; i > 0; i--) {
                    minutes.set(minute % MINUTES);
                    minute++;
                }
            }
        }
        return zones.size() == 1
                ? new Literal("time " + zones, holds, written, new Choice(minutes, MINUTES), null)
                : new Literal("time", holds, written, null, null);
    }

    private static Literal days(ConfigNode value, boolean holds, String written) {
        Weekdays days = Weekdays.from(value);
        BitSet chosen = BitSet.valueOf(new long[] {days.mask()});
        return new Literal("weekday " + days.zone(), holds, written, new Choice(chosen, 7), null);
    }

    /** As a person would write it in one line. */
    private static String written(ConfigNode value) {
        return switch (value.kind()) {
            case NULL -> "nothing";
            case SCALAR -> "\"" + value.text() + "\"";
            case LIST ->
                "["
                        + String.join(
                                ", ",
                                value.items().stream().map(CaseReader::written).toList()) + "]";
            case MAP ->
                "{"
                        + String.join(
                                ", ",
                                value.entries().entrySet().stream()
                                        .map(entry -> entry.getKey() + ": " + written(entry.getValue()))
                                        .toList())
                        + "}";
        };
    }
}
