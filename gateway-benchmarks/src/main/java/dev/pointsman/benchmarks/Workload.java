package dev.pointsman.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * The policies that decisions are measured with: twelve models, and fifty rules of all kinds of which none but the last ends, so that each
 * decision looks at every rule and then ranks the models.
 */
public enum Workload {
    /** Capability, fifty rules, a score over twelve models. */
    BASE,
    /** The same with a hundred patterns and a thousand words in twenty more rules. */
    PATTERNS,
    /** The base with a classifier of example sentences over twenty tasks, which one more rule asks for. */
    TASKS;

    private static final int MODELS = 12;
    private static final int TEXT_RULES = 20;
    private static final int LABELS = 20;

    /** The policy as a file. */
    String yaml() {
        StringBuilder yaml = new StringBuilder("version: 1\nproviders:\n");
        yaml.append("  one: { type: echo }\n  two: { type: echo }\nmodels:\n");
        for (int i = 0; i < MODELS; i++) {
            yaml.append(model(i));
        }
        if (this == TASKS) {
            yaml.append("tasks:\n  labels:\n");
            for (int i = 0; i < LABELS; i++) {
                yaml.append(label(i));
            }
        }
        yaml.append("rules:\n");
        List<String> conditions = fifty();
        for (int i = 0; i < conditions.size(); i++) {
            yaml.append("  - { name: r").append(i).append(", when: ").append(conditions.get(i));
            yaml.append(", then: { use: m").append(i % MODELS).append(" } }\n");
        }
        if (this == PATTERNS) {
            for (int i = 0; i < TEXT_RULES; i++) {
                yaml.append(textRule(i));
            }
        }
        if (this == TASKS) {
            yaml.append("  - { name: task, when: { task: [t0, t1], turns: \"> 9\" }, then: { use: m0 } }\n");
            yaml.append(
                    "  - { name: other, when: { not: { any: [{ task: [t0, t1] }, { turns: \"> 0\" }] } }, then: { use: m0 } }\n");
        }
        yaml.append("  - { name: rest, then: { score: balanced } }\n");
        return yaml.append("scores:\n  balanced: { weights: { quality: 6, cost: 3, latency: 1 } }\n")
                .toString();
    }

    /** A task of two words and five sentences. */
    private static String label(int number) {
        List<String> sentences = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sentences.add("\"" + Vocabulary.stem(number) + " "
                    + Vocabulary.prompt(50, 1_000 + 5L * number + i).replace("\n", " ") + "\"");
        }
        return "    t" + number + ": { words: [" + String.join(", ", Vocabulary.keywords(number * 2, 2)) + "], like: ["
                + String.join(", ", sentences) + "] }\n";
    }

    private static String model(int number) {
        int dollars = number + 1;
        return "  m" + number + ":\n    deployments:\n"
                + "      - { at: one/m" + number + ", price: { in: " + dollars + ", out: " + 4 * dollars + " } }\n"
                + "      - { at: two/m" + number + ", price: { in: " + (dollars + 1) + ", out: " + 4 * dollars
                + " } }\n"
                + "    balance: least-inflight\n    context: 128k\n    can: [tools, json, vision]\n"
                + "    quality: { default: 0." + (50 + 3 * number) + " }\n";
    }

    /** Forty-nine conditions that do not hold for the requests of the benchmark; the last rule makes fifty. */
    private static List<String> fifty() {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            conditions.add("{ header.x-region: [eu-" + i + ", uk-" + i + "] }");
            conditions.add("{ metadata.workload: [batch-" + i + ", night-" + i + "] }");
            conditions.add("{ team: team-" + i + ", stream: true }");
            conditions.add("{ text: [" + String.join(", ", Vocabulary.keywords(i * 6, 6)) + "] }");
            conditions.add("{ language: ["
                    + List.of("de", "fr", "es", "it", "pt", "nl").get(i) + "], turns: \">= 1\" }");
            conditions.add("{ input_tokens: \"> " + (20 + i) + "k\" }");
        }
        conditions.addAll(List.of(
                "{ share: 1%, by: header.x-user }",
                "{ time: \"22:00-06:00 Europe/Berlin\" }",
                "{ weekday: [sat, sun] }",
                "{ tools: true, turns: \"> 3\" }",
                "{ images: true }",
                "{ schema: true, input_tokens: \"> 4k\" }",
                "{ code: \"> 60%\" }",
                "{ any: [{ key: nightly }, { user: robot }] }",
                "{ header.user-agent: /^curl/ }",
                "{ system: [translate, summarize] }",
                "{ audio: true }",
                "{ not: { stream: true }, team: nobody }",
                "{ endpoint: embeddings }"));
        return conditions;
    }

    /** Fifty words and five patterns. */
    private static String textRule(int number) {
        int first = number * 5;
        List<String> items = new ArrayList<>(Vocabulary.keywords(number * 50, 50));
        for (int i = first; i < first + 5; i++) {
            items.add("'/" + pattern(i) + "'");
        }
        return "  - { name: t" + number + ", when: { text: [" + String.join(", ", items) + "] }, then: { use: m"
                + number % MODELS + " } }\n";
    }

    /** A hundred different ones, as people write them; slash and flag at the end included. */
    private static String pattern(int number) {
        String stem = Vocabulary.stem(number * 7);
        String other = Vocabulary.stem(number * 11 + 5);
        return switch (number % 20) {
            case 0 -> "\\b" + stem + "\\w*\\b/i";
            case 1 -> "\\b" + stem + "(ing|ed|s)?\\b/i";
            case 2 -> stem + ".{0,40}" + other + "/i";
            case 3 -> "\\b" + stem + "\\b.*\\b" + other + "\\b/";
            case 4 -> "\\b[A-Z]{2}" + number + "\\d{6}\\b/";
            case 5 -> "\\b\\d{3}-" + number + "-\\d{4}\\b/";
            case 6 -> "^(please|kindly)?\\s*" + stem + "/i";
            case 7 -> "[\\w.+-]+@" + stem + "\\.[a-z]{2,}/";
            case 8 -> "https?://[^\\s/]*" + stem + "[^\\s]*/i";
            case 9 -> "error\\s+(code|number)\\s*[:=]?\\s*" + number + "\\d+/i";
            case 10 -> "select\\s+.+\\s+from\\s+" + stem + "/i";
            case 11 -> "(" + stem + "|" + other + ")\\s+v?\\d+(\\.\\d+)+/i";
            case 12 -> "\\$\\s?\\d{1,3}(,\\d{3})*\\s" + stem + "/i";
            case 13 -> "(?m)^\\s*(def|class|func)\\s+" + stem + "/";
            case 14 -> "\\b(0?[1-9]|1[0-2])/" + (1900 + number) + "\\b/";
            case 15 -> "\\b(how|why|what)\\b.*\\b" + stem + "/i";
            case 16 -> "[a-f0-9]{8}-" + stem + "/";
            case 17 -> "(" + stem + "\\W+){2,}/i";
            case 18 -> stem + "s?\\s+(and|or)\\s+" + other + "s?/i";
            default -> "\\b" + stem + "[-_ ]?" + other + "\\b/i";
        };
    }
}
