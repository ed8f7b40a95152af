package dev.pointsman.training.data;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Outcomes of two imaginary models, for demonstrations: everyday prompts, which {@code swift} answers nearly as well as {@code deep} at a sixtieth of
 * the cost, and such that ask for thought, which it mostly does not. Nothing in them was measured. The same seed gives the same rows.
 */
public final class MadeUpOutcomes {
    /** The models, the strong one first. */
    public static final List<String> MODELS = List.of("deep", "swift");

    private static final double[] DOLLARS_PER_TOKEN_IN = {3e-6, 0.05e-6};
    private static final double[] DOLLARS_PER_TOKEN_OUT = {15e-6, 0.4e-6};
    private static final double TOKENS_PER_CHARACTER = 0.25;
    private static final Pattern BLANK = Pattern.compile("\\{(\\w+)}");
    private static final Map<String, List<String>> WORDS = MadeUpWords.WORDS;

    /**
     * What is asked.
     *
     * @param deep chance that {@code deep} answers well, 0..1, and {@code swift} that the other does
     * @param replyTokens of an answer
     * @param forms of the prompt, with the names of word lists in braces
     */
    private record Kind(String name, double deep, double swift, int replyTokens, List<String> forms) {}

    private static final List<Kind> KINDS = List.of(
            new Kind(
                    "greeting",
                    0.98,
                    0.97,
                    30,
                    List.of(
                            "good {daytime}, how are you today?",
                            "tell me a joke about {animal}s",
                            "wish my {person} a happy birthday",
                            "what should I say to my {person} this {daytime}?",
                            "cheer me up, it has been a long {daytime}")),
            new Kind(
                    "translation",
                    0.97,
                    0.95,
                    60,
                    List.of(
                            "translate \"good {daytime}\" into {language}",
                                    "translate this into {language}: where is the {place}?",
                            "how do you say {food} in {language}?",
                                    "what does my {person}'s message mean in {language}?")),
            new Kind(
                    "rewriting",
                    0.97,
                    0.94,
                    150,
                    List.of(
                            "rewrite this more politely: send me the {document} by {weekday}",
                            "fix the spelling: I recieved teh {document} on {weekday}",
                            "make this sentence shorter: the {document} for the {place} will be ready on {weekday}",
                            "write a short email to my {person} about the {document}")),
            new Kind(
                    "facts",
                    0.96,
                    0.92,
                    80,
                    List.of(
                            "what is the capital of {country}?",
                            "how many people live in {country}?",
                            "when was the {place} in {country} built?",
                            "which language do they speak in {country}?",
                            "what do {animal}s eat?",
                            "how long does a {animal} live?")),
            new Kind(
                    "household",
                    0.96,
                    0.94,
                    200,
                    List.of(
                            "give me a recipe for {food}",
                            "how long do I cook {food}?",
                            "what goes well with {food}?",
                            "plan a weekend in {country} with my {person}",
                            "what do I pack for a week in {country}?")),
            new Kind(
                    "summary",
                    0.96,
                    0.92,
                    150,
                    List.of(
                            "summarise this {document} in three sentences",
                                    "list the main points of the {document} from {weekday}",
                            "give me a title for a {document} about the {place}",
                                    "turn the {document} into bullet points")),
            new Kind(
                    "proof",
                    0.94,
                    0.12,
                    700,
                    List.of(
                            "prove that the {figure} of {numbers} is {property}",
                            "prove by induction that every {structure} with n nodes has the {property} {figure}",
                            "show that there are infinitely many {numbers} that are {property}",
                            "derive the {figure} of a {structure} step by step",
                            "is the {figure} of two {numbers} always {property}? Prove your answer")),
            new Kind(
                    "code",
                    0.94,
                    0.25,
                    600,
                    List.of(
                            "write a {programming} function that finds the shortest path in a {structure}",
                            "why does this {programming} program deadlock when two threads lock the {structure}?",
                            "implement a lock-free {structure} in {programming}",
                            "refactor this {programming} class so that the {structure} is immutable",
                            "what is the complexity of inserting into a {structure}, and how would you prove it in {programming}?")),
            new Kind(
                    "law",
                    0.92,
                    0.2,
                    500,
                    List.of(
                            "does clause 7 of this {contract} limit the liability of the {party}?",
                            "which obligations does the {party} have under a {contract} in {country}?",
                            "compare the termination rights of the {party} in both versions of the {contract}",
                            "is a {contract} that the {party} did not sign binding in {country}?")),
            new Kind(
                    "design",
                    0.94,
                    0.22,
                    800,
                    List.of(
                            "design a {system} that survives the loss of a data centre",
                                    "compare two architectures for a {system} and weigh their trade-offs",
                            "how would you migrate a {system} to another database without downtime?",
                                    "find the bottleneck of a {system} under a load of {count} requests a second")),
            new Kind(
                    "puzzle",
                    0.92,
                    0.12,
                    500,
                    List.of(
                            "{count} {animal}s cross a bridge at night with one lamp, two at a time; how long do they need? Explain your reasoning",
                            "a {person} buys {count} tickets and sells a third of them at a loss of {count} percent; what is the profit? Show each step",
                            "if every {animal} in the row has two fewer spots than the next, and together they have {count}, how many has the first? Reason step by step")),
            new Kind(
                    "analysis",
                    0.93,
                    0.3,
                    600,
                    List.of(
                            "the {metric} fell by {count} percent while prices rose; which causes are plausible and how would you test each?",
                            "which statistical test tells whether the {metric} of two groups differs, and what does it assume?",
                            "build a forecast of the {metric} for next year and explain its uncertainty")));

    /** Said behind some prompts of every kind, so that length alone tells little. */
    private static final List<String> TAILS = List.of(
            ", please",
            " - just briefly",
            ". My {person} asked me that on {weekday} and I did not know what to say",
            ". Take your time, and write it so that my {person} understands it");

    private static final double WITH_TAIL = 0.4;

    private MadeUpOutcomes() {}

    /** That many rows; no two with the same prompt as far as the forms and words suffice. */
    public static OutcomeTable of(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<OutcomeRow> all = new ArrayList<>(rows);
        for (int row = 0; row < rows; row++) {
            Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            String form = kind.forms.get(random.nextInt(kind.forms.size()));
            String tail = random.nextDouble() < WITH_TAIL ? TAILS.get(random.nextInt(TAILS.size())) : "";
            String prompt = filled(form + tail, random);
            double[] scores = {scored(kind.deep, random), scored(kind.swift, random)};
            double[] costs = new double[scores.length];
            for (int model = 0; model < costs.length; model++) {
                costs[model] = prompt.length() * TOKENS_PER_CHARACTER * DOLLARS_PER_TOKEN_IN[model]
                        + kind.replyTokens * DOLLARS_PER_TOKEN_OUT[model];
            }
            all.add(new OutcomeRow("m" + row, kind.name, prompt, QuestionKey.of(prompt), scores, costs));
        }
        return new OutcomeTable(MODELS, all);
    }

    private static double scored(double chance, SplittableRandom random) {
        return random.nextDouble() < chance ? 1 : 0;
    }

    private static String filled(String form, SplittableRandom random) {
        Matcher blank = BLANK.matcher(form);
        StringBuilder prompt = new StringBuilder();
        while (blank.find()) {
            List<String> words = WORDS.get(blank.group(1));
            if (words == null) {
                throw new IllegalStateException("no words for " + blank.group());
            }
            blank.appendReplacement(prompt, words.get(random.nextInt(words.size())));
        }
        return blank.appendTail(prompt).toString();
    }
}
