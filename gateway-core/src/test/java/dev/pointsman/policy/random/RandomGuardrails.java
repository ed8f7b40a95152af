package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A random section {@code guardrails}. */
final class RandomGuardrails {
    private static final List<Object> FOUND =
            List.of("email", "phone", "card", "iban", "ip", "secret", "all", "/EMP-[0-9]{6}/", "/plan [a-z]+/i");

    private final Dice dice;

    RandomGuardrails(Dice dice) {
        this.dice = dice;
    }

    List<Object> section() {
        List<Object> guardrails = new ArrayList<>();
        for (int i = dice.below(3); i >= 0; i--) {
            guardrails.add(guardrail("guardrail-" + i));
        }
        return guardrails;
    }

    private Map<String, Object> guardrail(String name) {
        Map<String, Object> guardrail = map("on", dice.oneOrSome(List.of("request", "reply"), 2));
        guardrail.put("keys", dice.oneOrSome(List.of("ci", "ops"), 2));
        guardrail.put("teams", dice.oneOrSome(List.of("shop", "red"), 2));
        guardrail.put("models", dice.oneOrSome(List.of("auto", "large"), 2));
        guardrail.put("window", dice.of("1", "64", "4096"));
        guardrail.keySet().removeIf(key -> dice.chance(0.5));
        guardrail.put("name", name);
        if (dice.chance(0.3)) {
            guardrail.put("webhook", webhook());
            return guardrail;
        }
        guardrail.put("do", dice.of("block", "redact", "annotate"));
        if (dice.chance(0.7)) {
            guardrail.put("find", dice.chance(0.02) ? List.of(map("type", "absent")) : dice.oneOrSome(FOUND, 4));
        } else {
            guardrail.put("words", dice.oneOrSome(Vocabulary.WORDS, 3));
        }
        return guardrail;
    }

    private Map<String, Object> webhook() {
        Map<String, Object> webhook = map("timeout", dice.of("200ms", "30s"), "on_error", dice.of("allow", "block"));
        webhook.put("secret", "$TOKEN");
        webhook.keySet().removeIf(key -> dice.chance(0.5));
        webhook.put("url", dice.of("https://guard.example/check?v=1", "http://127.0.0.1:8000"));
        return webhook;
    }
}
