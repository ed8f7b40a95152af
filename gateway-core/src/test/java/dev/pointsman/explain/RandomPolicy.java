package dev.pointsman.explain;

import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Policy texts of all strategies that decide, drawn from a seed: small ones, in which conditions often hold. */
final class RandomPolicy {
    static final List<String> WORDS = List.of("refund", "stack trace", "hi there", "/[0-9]{3}/", "/Hello/i", "law");
    static final List<String> MODELS = List.of("m0", "m1", "m2", "m3", "m4");
    private static final List<String> SCORES = List.of("balanced", "cheap", "bold");

    private final Random random;

    RandomPolicy(Random random) {
        this.random = random;
    }

    /** One that loads: rules that happen to be unreachable are refused, and drawn again. */
    Policy policy() {
        String text = text();
        while (!Policies.problems(text).isEmpty()) {
            text = text();
        }
        return Policies.load(text);
    }

    private String text() {
        StringBuilder text = new StringBuilder("version: 1\nproviders: { a: { type: fake }, b: { type: fake } }\n");
        text.append("models:\n");
        for (String model : MODELS) {
            text.append("  ").append(model).append(": ").append(model(model)).append('\n');
        }
        text.append("tasks: { labels: { code: { words: [stacktrace] }, chat: { words: [banter] } } }\n");
        text.append("rules:\n");
        int rules = 1 + random.nextInt(6);
        for (int i = 0; i < rules; i++) {
            text.append("  - { name: r").append(i).append(", when: { ");
            text.append(conditions())
                    .append(chance(0.2) ? ", key_tags: beta" : "")
                    .append(" }, then: ")
                    .append(then())
                    .append(" }\n");
        }
        text.append("  - { name: rest, then: { ").append(chance(0.7) ? "score: " + score() : "use: [m1, m0]");
        text.append(" } }\nscores:\n");
        text.append("  balanced: { weights: { quality: 1, cost: 2, first_token: ")
                .append(1 + random.nextInt(3));
        text.append(" }, bounds: { first_token: \"< 3s\" } }\n");
        text.append("  cheap: { weights: { cost: 1 }, bounds: { quality: \">= 0.3\", cost: \"< 0.5\" } }\n");
        text.append("  bold: { weights: { quality: 3, wit: 1, context: 0.5 }, explore: 30% }\n");
        text.append(chance(0.5) ? "session: { margin: 0.3 }\n" : "");
        return text.append("reliability: { fallback: { m0: [m3] } }\n").toString();
    }

    private String model(String name) {
        String price = chance(0.8) ? "price: { in: " + money() + ", out: " + money() + " }, " : "";
        String tags = "region: " + (chance(0.5) ? "eu" : "us");
        StringBuilder text = new StringBuilder("{ deployments: [");
        int count = 1 + random.nextInt(3);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "" : ", ").append("{ at: ").append(chance(0.5) ? "a/" : "b/");
            text.append(name)
                    .append('-')
                    .append(i)
                    .append(", ")
                    .append(price)
                    .append(tags)
                    .append(" }");
        }
        text.append("], quality: { default: ")
                .append(share())
                .append(", code: ")
                .append(share())
                .append(" }");
        text.append(
                chance(0.5) ? ", traits: { wit: " + share() + " }" : name.equals("m0") ? ", traits: { wit: 1 }" : "");
        text.append(chance(0.5) ? ", context: " + (1 + random.nextInt(20)) + "k" : "");
        if (chance(0.3)) {
            text.append(", tokens: ").append(chance(0.5) ? "o200k" : "{ count: cl100k, under: 2k }");
        }
        text.append(chance(0.3) ? ", can: [tools, json]" : "").append(chance(0.3) ? ", balance: round-robin" : "");
        return text.append(" }").toString();
    }

    private String conditions() {
        List<String> all = new ArrayList<>();
        int count = 1 + random.nextInt(2);
        for (int i = 0; i < count; i++) {
            String next = condition(random.nextInt(16));
            String key = next.substring(0, next.indexOf(':'));
            if (all.stream().noneMatch(each -> each.startsWith(key + ":"))) {
                all.add(next);
            }
        }
        if (chance(0.2)) {
            all.add("any: [{ " + condition(random.nextInt(16)) + " }, { not: { " + condition(random.nextInt(16))
                    + " } }]");
        }
        return String.join(", ", all);
    }

    private String condition(int kind) {
        return switch (kind) {
            case 0 -> "header.x-tier: [gold, \"/^s/\"]";
            case 1 -> "metadata.plan: pro";
            case 2 -> "user: u" + random.nextInt(3);
            case 3 -> "team: red";
            case 4 -> "text: [" + word() + ", " + word() + "]";
            case 5 -> "system: " + word();
            case 6 -> "input_tokens: \"< " + (5 + random.nextInt(40)) + "\"";
            case 7 -> "language: [de, fr]";
            case 8 -> "code: \"> 0.2\"";
            case 9 -> "task: code";
            case 10 -> "difficulty: \">= 0.5\"";
            case 11 -> "tools: " + chance(0.5);
            case 12 -> "turns: \"1..3\"";
            case 13 -> "time: \"08:00-18:00 Europe/Berlin\"";
            case 14 -> "weekday: { days: [mon-fri], zone: Asia/Tokyo }";
            default -> "share: " + (10 + random.nextInt(80)) + "%" + (chance(0.5) ? ", by: user" : "");
        };
    }

    private String then() {
        return switch (random.nextInt(8)) {
            case 0 -> "{ only: { tags: { region: eu } } }";
            case 1 -> "{ require: { quality: 0.4 } }";
            case 2 -> "{ prefer: { providers: [a] } }";
            case 3 -> "{ use: [" + MODELS.get(random.nextInt(5)) + ", m2], name: picked }";
            case 4 -> "{ score: " + score() + " }";
            case 5 -> "{ only: { first_token: \"< 2s\" } }";
            case 6 -> "{ prefer: { models: [m1, m4] }, score: " + score() + " }";
            default -> chance(0.3) ? "reject" : "{ prefer: { cost: 0.01 } }";
        };
    }

    private String score() {
        return SCORES.get(random.nextInt(SCORES.size()));
    }

    private String word() {
        return "\"" + WORDS.get(random.nextInt(WORDS.size())) + "\"";
    }

    private String money() {
        return String.valueOf(random.nextInt(2000) / 100.0);
    }

    private String share() {
        return String.valueOf(random.nextInt(101) / 100.0);
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }
}
