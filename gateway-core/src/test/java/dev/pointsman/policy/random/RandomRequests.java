package dev.pointsman.policy.random;

import dev.pointsman.routing.Asking;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.Figure;
import java.util.ArrayList;
import java.util.List;

/** Random requests and moments, in the words that random policies look for; the same seed gives the same. */
public final class RandomRequests {
    private final List<String> models;
    private final List<String> deployments;

    /**
     * @param models names clients may ask for; may be empty
     * @param deployments ids that may be down, slow or not served; may be empty
     */
    public RandomRequests(List<String> models, List<String> deployments) {
        this.models = List.copyOf(models);
        this.deployments = List.copyOf(deployments);
    }

    public RoutingContext of(long seed) {
        Dice dice = new Dice(seed);
        Asking asking = dice.chance(0.07) ? Asking.embeddings(words(dice)) : Asking.chat(words(dice));
        if (dice.chance(0.3)) {
            asking.message("system", words(dice));
        }
        for (int i = dice.of(0, 0, 1, 2, 4); i > 0; i--) {
            asking.message(i % 2 == 1 ? "assistant" : "user", words(dice));
        }
        body(dice, asking);
        who(dice, asking);
        signals(dice, asking);
        world(dice, asking);
        return asking.context();
    }

    private static String words(Dice dice) {
        List<String> words = new ArrayList<>(List.of("hi", "def f", "12345", "please", "Contract"));
        words.addAll(Vocabulary.WORDS);
        return String.join(" ", dice.some(words, 5));
    }

    private static void body(Dice dice, Asking asking) {
        if (dice.chance(0.3)) {
            asking.with("tools", "[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]");
        }
        if (dice.chance(0.3)) {
            asking.with("stream", dice.of("true", "false"));
        }
        if (dice.chance(0.15)) {
            asking.with("response_format", "{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"schema\":{}}}");
        }
        if (dice.chance(0.5)) {
            asking.with("user", "\"" + dice.of(Vocabulary.USERS) + "\"");
        }
        if (dice.chance(0.4)) {
            String value = dice.of(Vocabulary.VALUES).replace("\t", "\\t");
            asking.with("metadata", "{\"" + dice.of(Vocabulary.METADATA) + "\":\"" + value + "\"}");
        }
        if (dice.chance(0.1)) {
            asking.with("max_completion_tokens", dice.of("10", "9000"));
        }
    }

    private static void who(Dice dice, Asking asking) {
        for (int i = dice.of(0, 1, 2); i > 0; i--) {
            asking.header(dice.of(Vocabulary.HEADERS), dice.of(dice.of(Vocabulary.VALUES), "hi contract 123"));
        }
        if (dice.chance(0.2)) {
            asking.header("x-gateway-tags", dice.of("beta", "gold, red"));
        }
        asking.key(dice.of(dice.of(Vocabulary.USERS), "ci"), dice.of(dice.of(Vocabulary.TEAMS), null));
    }

    private static void signals(Dice dice, Asking asking) {
        asking.tokens(dice.of(0, 1, 2, 3, 4, 5, 100, 299, 300, 301, 1_000, 9_000));
        asking.code(dice.of(0.0, 0.05, 0.1, 0.25, 0.5, 0.9, 0.95, 1.0, dice.unit()));
        asking.language(dice.of(dice.of(Vocabulary.LANGUAGES), null));
        if (dice.chance(0.6)) {
            asking.difficulty(dice.of(0.0, 0.1, 0.3, 0.5, 1.0));
        }
        if (dice.chance(0.6)) {
            asking.task(dice.of(Vocabulary.TASKS), dice.unit());
        }
        asking.draw(dice.unit());
        asking.at("2026-0%d-%02dT%02d:%02d:00Z"
                .formatted(dice.between(1, 9), dice.between(1, 28), dice.below(24), dice.of(0, 29, 30, 59)));
    }

    private void world(Dice dice, Asking asking) {
        if (!models.isEmpty() && dice.chance(0.3)) {
            asking.model(dice.of(dice.of(models), "auto:cheap", "nothing-such"));
        }
        if (!models.isEmpty() && dice.chance(0.15)) {
            asking.allowed(dice.some(models, 2).toArray(String[]::new));
        }
        if (!deployments.isEmpty() && dice.chance(0.3)) {
            asking.blocked(dice.some(deployments, 2).toArray(String[]::new));
        }
        if (dice.chance(0.3)) {
            asking.figure(Figure.SPEND_USED, "", dice.of(0.0, 0.6, 1.0));
        }
        for (String deployment : deployments) {
            if (dice.chance(0.5)) {
                asking.figure(dice.of(Figure.values()), deployment, dice.of(0.01, 200.0, 900.0, 5_000.0));
            }
        }
    }
}
