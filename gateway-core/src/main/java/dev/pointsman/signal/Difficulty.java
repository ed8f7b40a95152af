package dev.pointsman.signal;

import dev.pointsman.routing.text.WordAutomaton;
import java.util.List;

/**
 * How hard a text looks for a cheap model, 0..1, from what one pass over its first {@value #MOST_CHARACTERS} characters counts:
 *
 * <pre>
 * z =   0.33 ln(1 + numbers)            numbers: runs of digits
 *     + 6.8  mathematical signs / characters
 *     + 11   commas / (characters + 100)
 *     + 0.36 if it denies or excludes   "not", "never", "except", …
 *     - 0.23 questions                  question marks, 5 at most
 *     - 0.106 letters / words           10 at most
 *     - 0.48 if it asks for a quantity  "how many", "calculate", …
 * difficulty = 1 / (1 + e^-z)
 * </pre>
 *
 * <p>A logistic regression on the failures of the cheapest third of the models of five public sets (RouteLLM's MMLU and GSM8K, LLMRouter's nine
 * models, ZeroEval, MMLU-Pro), each set weighing the same. It is a weak signal: docs/tasks.md has the figures.
 */
final class Difficulty {
    static final int MOST_CHARACTERS = 8_000;

    private static final String MATH = "+=<>^*/\\{}_%$√∑∫≤≥≠±×÷π∞°";
    private static final List<String> DENIALS =
            List.of("not", "no", "never", "except", "without", "neither", "nor", "false", "cannot", "least");
    private static final List<String> QUANTITIES = List.of(
            "calculate",
            "compute",
            "determine",
            "solve",
            "evaluate",
            "find",
            "prove",
            "simplify",
            "how many",
            "how much",
            "how long",
            "what is the value",
            "what percentage");
    private static final WordAutomaton WORDS;

    static {
        WordAutomaton.Builder words = new WordAutomaton.Builder();
        DENIALS.forEach(words::add);
        QUANTITIES.forEach(words::add);
        WORDS = words.build();
    }

    private int words;
    private int letters;
    private int questions;
    private int numbers;
    private int math;
    private int commas;
    private boolean inWord;
    private boolean inNumber;

    private Difficulty() {}

    /** NaN for a text without a word. */
    static double of(String whole) {
        String text = whole.length() <= MOST_CHARACTERS ? whole : whole.substring(0, MOST_CHARACTERS);
        Difficulty seen = new Difficulty();
        for (int i = 0; i < text.length(); i++) {
            seen.read(text.charAt(i));
        }
        return seen.words == 0 ? Double.NaN : 1 / (1 + Math.exp(-seen.logit(text.length(), WORDS.find(text)[0])));
    }

    private double logit(int characters, long found) {
        boolean denies = (found & (1L << DENIALS.size()) - 1) != 0;
        boolean asksQuantity = found >>> DENIALS.size() != 0;
        return 0.33 * Math.log1p(numbers)
                + 6.8 * math / characters
                + 11.0 * commas / (characters + 100)
                + (denies ? 0.36 : 0)
                - 0.23 * Math.min(questions, 5)
                - 0.106 * Math.min(10, (double) letters / words)
                - (asksQuantity ? 0.48 : 0);
    }

    private void read(char c) {
        boolean letter = Character.isLetter(c);
        boolean digit = c >= '0' && c <= '9';
        words += letter && !inWord ? 1 : 0;
        letters += letter ? 1 : 0;
        numbers += digit && !inNumber ? 1 : 0;
        inWord = letter;
        inNumber = digit || (inNumber && (c == '.' || c == ','));
        questions += c == '?' ? 1 : 0;
        commas += c == ',' ? 1 : 0;
        math += MATH.indexOf(c) >= 0 ? 1 : 0;
    }
}
