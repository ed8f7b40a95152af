package dev.pointsman.policy;

import dev.pointsman.access.KeySettings;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.quota.Per;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.LiveSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The request of one policy test, and the world it meets.
 *
 * @param asked the model asked for, {@code auto} where the test names none
 * @param key name of the virtual key, {@code anonymous} where the test names none
 * @param inputTokens -1 where the estimate holds
 * @param language null where it is told from the text
 * @param task null where the policy's own classifier tells it
 * @param difficulty NaN where it is told from the text
 * @param at noon UTC of a Monday where the test says nothing
 * @param draw the request's random number, 0.5 where the test says nothing
 * @param down providers, models and deployments that must not be called
 * @param world what else fails
 * @param conversation what is remembered of it; null where it is new
 * @param traits of the virtual key
 */
record Given(
        ApiRequest request,
        String asked,
        String key,
        @Nullable String team,
        Predicate<String> allowed,
        int inputTokens,
        @Nullable String language,
        @Nullable String task,
        double difficulty,
        Instant at,
        double draw,
        List<String> down,
        World world,
        @Nullable Conversation conversation,
        KeyTraits traits) {
    private static final List<String> KEYS = List.of(
            "text",
            "system",
            "model",
            "endpoint",
            "user",
            "stream",
            "tools",
            "parallel_tools",
            "schema",
            "images",
            "audio",
            "files",
            "logprobs",
            "choices",
            "max_tokens",
            "turns",
            "key",
            "team",
            "input_tokens",
            "language",
            "task",
            "difficulty",
            "time",
            "weekday",
            "draw",
            "down",
            "slow",
            "over_budget",
            "session");
    private static final String HEADER = "header.";
    private static final String METADATA = "metadata.";

    /** Stands in where a test gives nothing; that is a problem elsewhere. */
    static final Given NOTHING = new Given(
            ApiRequest.parse(Endpoint.MODELS, "/v1/models", Headers.NONE, new byte[0]),
            "auto",
            "anonymous",
            null,
            name -> true,
            -1,
            null,
            null,
            Double.NaN,
            Instant.EPOCH,
            0,
            List.of(),
            World.USUAL,
            null,
            KeyTraits.NONE);

    Given {
        down = List.copyOf(down);
    }

    static Given from(ConfigNode node, KnownInTests known) {
        if (!node.isMap()) {
            node.problem("expected a map such as { text: \"hi there\" }");
            return NOTHING;
        }
        checkKeys(node);
        ApiRequest request = request(node);
        ConfigNode keyNode = node.at("key");
        KeySettings key = keyNode == null ? null : known.key(keyNode);
        ConfigNode team = node.at("team");
        ConfigNode down = node.at("down");
        if (down != null) {
            down.itemsOrSelf().forEach(known::checkDown);
        }
        ConfigNode conversation = node.at("session");
        ConfigNode language = node.at("language");
        ConfigNode task = node.at("task");
        return new Given(
                request == null ? NOTHING.request() : request,
                node.read("model", "auto", (model, auto) -> model.text()),
                key == null ? "anonymous" : key.name(),
                team != null ? team.text() : key == null ? null : key.team(),
                allowed(key),
                node.read("input_tokens", -1, (tokens, none) -> tokens.count(none)),
                language == null ? null : language.text(),
                task == null ? null : known.task(task),
                node.read("difficulty", Double.NaN, (difficulty, none) -> difficulty.number(0, 1, none)),
                TestTime.from(node.at("time"), node.at("weekday")),
                node.read("draw", 0.5, (draw, half) -> draw.number(0, 0.999999, half)),
                down == null ? List.of() : down.texts(),
                World.from(node, known),
                conversation == null ? null : known.conversation(conversation),
                key == null ? KeyTraits.NONE : key.traits());
    }

    private static Predicate<String> allowed(@Nullable KeySettings key) {
        var models = key == null ? null : key.models();
        return models == null ? name -> true : models::contains;
    }

    private static void checkKeys(ConfigNode node) {
        for (String key : node.entries().keySet()) {
            if (!longerThan(HEADER, key) && !longerThan(METADATA, key) && !KEYS.contains(key)) {
                List<String> words = new ArrayList<>(KEYS);
                words.addAll(List.of(HEADER, METADATA));
                node.problemAtKey(key, "unknown key \"" + key + "\"" + NearestWord.hint(key, words));
            }
        }
    }

    private static boolean longerThan(String prefix, String key) {
        return key.startsWith(prefix) && key.length() > prefix.length();
    }

    private static @Nullable ApiRequest request(ConfigNode node) {
        Endpoint endpoint = node.read("endpoint", Endpoint.CHAT_COMPLETIONS, Given::endpoint);
        List<String> headers = new ArrayList<>(List.of("content-type", "application/json"));
        node.entries().forEach((key, value) -> {
            if (key.startsWith(HEADER)) {
                headers.add(key.substring(HEADER.length()).toLowerCase(Locale.ROOT));
                headers.add(value.text());
            }
        });
        byte[] body = GivenBody.of(endpoint, node, METADATA);
        try {
            return ApiRequest.parse(endpoint, endpoint.path(), Headers.of(headers.toArray(String[]::new)), body);
        } catch (GatewayException refused) {
            node.problem("no client could send this: " + refused.getMessage());
            return null;
        }
    }

    /** As {@link Endpoint#named} reads it; the first where it means several. */
    private static Endpoint endpoint(ConfigNode node, Endpoint fallback) {
        for (Endpoint endpoint : Endpoint.named(node.text())) {
            if (routed(endpoint)) {
                return endpoint;
            }
        }
        List<String> words = Arrays.stream(Endpoint.values())
                .filter(Given::routed)
                .map(endpoint -> endpoint.path().substring("/v1/".length()))
                .toList();
        node.problem("expected one of " + String.join(", ", words) + " but found \"" + node.text() + "\"");
        return fallback;
    }

    private static boolean routed(Endpoint endpoint) {
        return endpoint.form() == Endpoint.Form.JSON && endpoint != Endpoint.FEEDBACK;
    }

    /** As what it counts under a limit; null where it does not. */
    @Nullable
    String subject(Per per) {
        return switch (per.kind()) {
            case KEY -> key;
            case TEAM -> team;
            case USER -> Objects.requireNonNullElse(request.facts().user(), "");
            case HEADER -> Objects.requireNonNullElse(request.headers().first(per.header()), "");
            case MODEL, PROVIDER, DEPLOYMENT -> null;
        };
    }

    /**
     * Simulated failures of a policy test, beside what is down: {@code slow: [x]}, {@code slow: { x: 8s }}, {@code over_budget: true}.
     *
     * @param slow milliseconds to the first token, by provider, model or deployment
     * @param overBudget all that has a spend target or a budget has spent it
     * @param spent scores, keys and limits that have; all of them where it is empty and {@code overBudget}
     */
    record World(Map<String, Double> slow, boolean overBudget, Set<String> spent) {
        /** Nothing fails. */
        static final World USUAL = new World(Map.of(), false, Set.of());

        /** First-token time of what is slow without a time of its own. */
        private static final Duration SLOW = Duration.ofSeconds(30);
        /** That of all others, where something is slow: beside what is not known nothing would look slow. */
        private static final double USUAL_MILLIS = 500;
        /** What multiplies the weight of cost when a spend target is missed by far. */
        private static final double MOST_COST_WEIGHT = 1e5;

        World {
            slow = Map.copyOf(slow);
            spent = Set.copyOf(spent);
        }

        static World from(ConfigNode given, KnownInTests known) {
            ConfigNode slow = given.at("slow");
            ConfigNode budget = given.at("over_budget");
            if (slow == null && budget == null) {
                return USUAL;
            }
            boolean all = budget != null && budget.isScalar() && (isBoolean(budget) ? budget.bool(false) : true);
            Set<String> spent = new HashSet<>();
            if (budget != null && !(budget.isScalar() && isBoolean(budget))) {
                budget.itemsOrSelf().forEach(item -> {
                    known.checkSpender(item);
                    spent.add(item.text());
                });
            }
            return new World(slow == null ? Map.of() : slow(slow, known), all || !spent.isEmpty(), spent);
        }

        private static boolean isBoolean(ConfigNode node) {
            return node.text().equals("true") || node.text().equals("false");
        }

        private static Map<String, Double> slow(ConfigNode node, KnownInTests known) {
            Map<String, Double> slow = new LinkedHashMap<>();
            if (node.isMap()) {
                node.entries().forEach((name, time) -> {
                    known.checkDown(node, name);
                    slow.put(name, time.duration(SLOW).toNanos() / 1e6);
                });
            } else {
                node.itemsOrSelf().forEach(item -> {
                    known.checkDown(item);
                    slow.put(item.text(), (double) SLOW.toMillis());
                });
            }
            return slow;
        }

        /** Whether it is so with a limit: one that is named, or of a key that is, or any of money where nothing is named. */
        boolean reached(LimitSettings limit, String key) {
            return overBudget
                    && (spent.contains(limit.name())
                            || (limit.spend() != null
                                    && (spent.isEmpty()
                                            || (limit.per().kind() == Per.Kind.KEY && spent.contains(key)))));
        }

        /** The live figures of that world: what is slow answers without errors, and all others in half a second. */
        LiveSource live(Catalog catalog) {
            if (slow.isEmpty() && !overBudget) {
                return LiveSource.NONE;
            }
            Map<String, Double> millis = new HashMap<>();
            for (Model model : catalog.models()) {
                for (Deployment deployment : model.deployments()) {
                    Double its = of(model, deployment);
                    if (its != null) {
                        millis.put(deployment.id(), its);
                    }
                }
            }
            return (figure, subject, task) -> value(figure, subject, millis);
        }

        private @Nullable Double of(Model model, Deployment deployment) {
            Double its = slow.get(deployment.id());
            its = its == null ? slow.get(model.name()) : its;
            return its == null ? slow.get(deployment.provider()) : its;
        }

        private double value(Figure figure, String subject, Map<String, Double> millis) {
            if (figure == Figure.FIRST_TOKEN) {
                return slow.isEmpty() ? Double.NaN : millis.getOrDefault(subject, USUAL_MILLIS);
            }
            if (figure == Figure.ERROR_RATE && millis.containsKey(subject)) {
                return 0;
            }
            boolean over = overBudget && (spent.isEmpty() || spent.contains(subject));
            if (figure == Figure.COST_WEIGHT) {
                return over ? MOST_COST_WEIGHT : Double.NaN;
            }
            return figure == Figure.SPEND_USED && (over || (overBudget && subject.isEmpty())) ? 1 : Double.NaN;
        }
    }
}
