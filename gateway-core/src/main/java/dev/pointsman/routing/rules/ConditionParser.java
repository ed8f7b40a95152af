package dev.pointsman.routing.rules;

import com.google.re2j.Pattern;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.Comparison;
import dev.pointsman.routing.Comparison.Quantity;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.Figure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Reads the {@code when} of the rules of one rule set, whose words and patterns it collects. Notes every mistake at its node. */
final class ConditionParser {
    private static final Condition ALWAYS = Condition.all(List.of());
    private static final String HEADER = "header.";
    private static final String METADATA = "metadata.";
    static final String TAGS = "tags";
    static final String TAGS_HEADER = "x-gateway-tags";
    private static final List<String> WORDS = List.of(
            "any",
            "all",
            "not",
            "header.",
            "metadata.",
            "tags",
            "key",
            "key_tags",
            "team",
            "user",
            "model",
            "endpoint",
            "text",
            "system",
            "input_tokens",
            "language",
            "code",
            "task",
            "difficulty",
            "spend_used",
            "tools",
            "images",
            "audio",
            "schema",
            "stream",
            "turns",
            "time",
            "weekday",
            "share",
            "by");

    private final TextConditions text = new TextConditions(false);
    private final TextConditions system = new TextConditions(true);

    Vocabulary ofText() {
        return text.vocabulary();
    }

    Vocabulary ofSystem() {
        return system.vocabulary();
    }

    /**
     * @param when null stands for always
     * @param rule name of the rule
     */
    Condition parse(@Nullable ConfigNode when, String rule) {
        if (when == null) {
            return ALWAYS;
        }
        if (!when.isMap()) {
            when.problem("expected a map of conditions");
            return ALWAYS;
        }
        List<Condition> all = new ArrayList<>();
        for (Map.Entry<String, ConfigNode> entry : when.entries().entrySet()) {
            Condition condition = condition(when, entry.getKey(), entry.getValue(), rule);
            if (condition != null) {
                all.add(condition);
            }
        }
        all.sort(Comparator.comparingInt(Condition::cost)); // the verdict is the same in any order
        return all.size() == 1 ? all.get(0) : Condition.all(all);
    }

    private @Nullable Condition condition(ConfigNode parent, String key, ConfigNode value, String rule) {
        return switch (key) {
            case "any" -> Condition.any(each(value, rule));
            case "all" -> Condition.all(each(value, rule));
            case "not" -> new Condition.Not(Condition.any(each(value, rule)));
            case "text" -> text.condition(value);
            case "system" -> system.condition(value);
            case "endpoint" -> endpoint(value);
            case TAGS -> tags(value);
            case "key_tags" -> new Condition.KeyTags(Set.copyOf(texts(value)));
            case "time" -> hours(value);
            case "weekday" -> new Condition.Days(Weekdays.from(value));
            case "share" -> share(parent, value, rule);
            case "by" -> {
                if (parent.at("share") == null) {
                    parent.problemAtKey(key, "\"by\" says whose share it is: expected \"share\" beside it");
                }
                yield null;
            }
            case "input_tokens", "turns", "code", "difficulty", "spend_used" -> number(key, value);
            case "tools", "images", "audio", "schema", "stream" -> flag(key, value);
            default -> shortText(parent, key, value);
        };
    }

    private List<Condition> each(ConfigNode value, String rule) {
        List<Condition> conditions = new ArrayList<>();
        for (ConfigNode item : value.itemsOrSelf()) {
            conditions.add(parse(item, rule));
        }
        if (conditions.isEmpty()) {
            value.problem("expected at least one map of conditions");
        }
        return conditions;
    }

    private @Nullable Condition shortText(ConfigNode parent, String key, ConfigNode value) {
        Function<RoutingContext, @Nullable String> source = source(key);
        if (source != null) {
            return value(nameOf(key), null, source, value);
        }
        if (key.equals("language")) {
            return value(key, key, context -> context.signals().language(), value);
        }
        if (key.equals("task")) {
            return value(key, key, RoutingContext::task, value);
        }
        parent.problemAtKey(key, "unknown condition \"" + key + "\"" + NearestWord.hint(key, WORDS));
        return null;
    }

    /** Where a short text comes from; null where the key names none. */
    static @Nullable Function<RoutingContext, @Nullable String> source(String key) {
        if (key.startsWith(HEADER) && key.length() > HEADER.length()) {
            String name = key.substring(HEADER.length()).toLowerCase(Locale.ROOT);
            return context -> context.request().headers().first(name);
        }
        if (key.startsWith(METADATA) && key.length() > METADATA.length()) {
            String name = key.substring(METADATA.length());
            return context -> context.request().facts().metadata().get(name);
        }
        return switch (key) {
            case "key" -> RoutingContext::key;
            case "team" -> RoutingContext::team;
            case "user" -> context -> context.request().facts().user();
            case "model" -> RoutingContext::asked;
            default -> null;
        };
    }

    /** Names of headers match in any case. */
    private static String nameOf(String key) {
        return key.startsWith(HEADER) ? key.toLowerCase(Locale.ROOT) : key;
    }

    private static Condition value(
            String of, @Nullable String signal, Function<RoutingContext, @Nullable String> source, ConfigNode value) {
        Set<String> values = new HashSet<>();
        List<Pattern> patterns = new ArrayList<>();
        for (ConfigNode item : some(value)) {
            if (WrittenPattern.is(item)) {
                WrittenPattern pattern = WrittenPattern.from(item);
                patterns.addAll(pattern == null ? List.of() : List.of(pattern.compiled()));
            } else {
                values.add(item.text());
            }
        }
        return new Condition.Value(of, signal, source, values, patterns);
    }

    private static Condition number(String key, ConfigNode value) {
        ToDoubleFunction<RoutingContext> source = switch (key) {
            case "input_tokens" -> context -> context.signals().inputTokens();
            case "turns" -> context -> context.request().facts().turns();
            case "difficulty" -> context -> context.signals().difficulty();
            case "spend_used" -> context -> context.live().of(Figure.SPEND_USED, "");
            default -> context -> context.signals().code();
        };
        Quantity quantity = key.equals("input_tokens") || key.equals("turns") ? Quantity.COUNT : Quantity.NUMBER;
        List<Comparison> anyOf = new ArrayList<>();
        for (ConfigNode item : some(value)) {
            anyOf.add(Comparison.from(item, quantity, Comparison.Plain.EXACTLY));
        }
        return new Condition.Amount(key, source, anyOf);
    }

    private static Condition flag(String key, ConfigNode value) {
        Predicate<RequestFacts> fact = switch (key) {
            case "tools" -> RequestFacts::tools;
            case "images" -> RequestFacts::images;
            case "audio" -> RequestFacts::audio;
            case "schema" -> RequestFacts::jsonSchema;
            default -> RequestFacts::stream;
        };
        return new Condition.Flag(fact, value.bool(true));
    }

    /** All that {@link Endpoint#named} reads: {@code chat/completions}, {@code /v1/embeddings}, {@code audio}. */
    private static Condition endpoint(ConfigNode value) {
        Set<Endpoint> endpoints = EnumSet.noneOf(Endpoint.class);
        for (ConfigNode item : some(value)) {
            List<Endpoint> meant = Endpoint.named(item.text());
            endpoints.addAll(meant);
            if (meant.isEmpty() && item.isScalar()) {
                List<String> known = Arrays.stream(Endpoint.values())
                        .map(endpoint -> endpoint.path().substring("/v1/".length()))
                        .toList();
                item.problem("unknown endpoint \"" + item.text() + "\"" + NearestWord.hint(item.text(), known)
                        + ": expected one of " + String.join(", ", known));
            }
        }
        return new Condition.EndpointIs(endpoints);
    }

    private static Condition tags(ConfigNode value) {
        Set<String> anyOf = new HashSet<>();
        for (ConfigNode item : some(value)) {
            anyOf.add(item.text());
            if (item.text().contains(",") || item.text().isBlank()) {
                item.problem("expected a tag without commas but found \"" + item.text() + "\"");
            }
        }
        return new Condition.Tags(TAGS_HEADER, TAGS, anyOf);
    }

    private static List<String> texts(ConfigNode value) {
        return some(value).stream().map(ConfigNode::text).toList();
    }

    private static Condition hours(ConfigNode value) {
        return new Condition.Hours(some(value).stream()
                .map(TimeWindow::from)
                .filter(Objects::nonNull)
                .toList());
    }

    private static Condition share(ConfigNode parent, ConfigNode value, String rule) {
        ConfigNode by = parent.at("by");
        Function<RoutingContext, @Nullable String> id = context -> null;
        if (by != null) {
            Function<RoutingContext, @Nullable String> named = source(by.text());
            if (named != null) {
                id = named;
            } else if (by.isScalar()) {
                by.problem("expected user, key, team, header.NAME or metadata.NAME but found \"" + by.text() + "\"");
            }
        }
        return new Condition.Share(rule, value.share(0), id);
    }

    /** One or several values; notes an empty list. */
    static List<ConfigNode> some(ConfigNode value) {
        List<ConfigNode> items = value.itemsOrSelf();
        if (items.isEmpty()) {
            value.problem("expected a value or a list of values");
        }
        return items;
    }
}
