package dev.pointsman.learned.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskClassifierTest {
    private static final TaskClassifier TASKS = TaskClassifier.ofExamples(List.of(
            new TaskLabel(
                    "code",
                    List.of("stacktrace", "refactor", "unit test"),
                    List.of(
                            "fix this function",
                            "explain this regex",
                            "why does this loop never end?",
                            "write a unit test for this class",
                            "convert this script from bash to python")),
            new TaskLabel(
                    "legal",
                    List.of("contract", "liability", "gdpr"),
                    List.of(
                            "review this clause",
                            "is this agreement binding?",
                            "draft a non-disclosure agreement",
                            "summarise the terms of this licence")),
            new TaskLabel(
                    "chitchat", List.of(), List.of("hi there", "thanks a lot", "how are you today?", "good night")),
            new TaskLabel("alarm", List.of("mayday", "sos"), List.of())));

    @Test
    void anExampleItselfIsTold() {
        assertTold("hi there", "chitchat", 0.9);
        assertTold("review this clause", "legal", 0.9);
        assertTold("Fix this function!", "code", 0.9);
    }

    @Test
    void aTextLikeAnExampleIsTold() {
        assertTold("thanks, thanks a lot!", "chitchat", 0.7);
        assertTold("Could you fix the function below? It returns null.", "code", 0.55);
        assertTold("Please review the clause on page two.", "legal", 0.55);
    }

    @Test
    void aTextUnlikeEverythingBelongsToNone() {
        for (String text : List.of(
                "What is the tallest mountain in Africa?",
                "Recommend three vegetarian dishes for a dinner with friends",
                "",
                "zxqv wkjh",
                "Wann fährt der nächste Zug nach Hamburg?")) {
            double[] odds = TASKS.probabilities(text);
            assertThat(odds[TaskClassifier.best(odds)]).as(text).isLessThan(0.55);
        }
    }

    @Test
    void functionWordsAloneTellNothing() {
        double[] odds =
                TASKS.probabilities("is this the one that you are looking for, and why does it not do what it should?");
        assertThat(odds[TaskClassifier.best(odds)]).isLessThan(0.55);
    }

    @Test
    void oneWordOfATaskTellsItAndMoreTellItMoreSurely() {
        double one = told("What does this contract mean for me?", "legal");
        double two = told("What does this contract say of liability?", "legal");
        assertThat(one).isGreaterThan(0.7);
        assertThat(two).isGreaterThan(one);
        assertThat(told("the word contraction has none", "legal")).isLessThan(0.3);
    }

    @Test
    void aTaskWithoutExamplesIsToldByItsWordsOnly() {
        assertTold("mayday mayday, we are taking on water", "alarm", 0.7);
        assertThat(told("we are taking on water", "alarm")).isZero();
    }

    @Test
    void wordsOfTwoTasksLeaveItOpen() {
        double[] odds = TASKS.probabilities("gdpr mayday");
        assertThat(odds[1]).isBetween(0.3, 0.55);
        assertThat(odds[3]).isBetween(0.3, 0.55);
    }

    @Test
    void wordsAloneMakeAClassifier() {
        TaskClassifier words = TaskClassifier.ofExamples(List.of(
                new TaskLabel("a", List.of("apple", "pear"), List.of()),
                new TaskLabel("b", List.of("pear", "bean"), List.of())));

        assertThat(words.probabilities("an apple")[0]).isBetween(0.8, 0.95);
        assertThat(words.probabilities("an apple")[1]).isZero();
        assertThat(words.probabilities("a pear")).containsExactly(words.probabilities("a bean and a apple"));
        assertThat(words.probabilities("nothing")).containsExactly(0, 0);
    }

    @Test
    void probabilitiesAreNeverNegativeAndSumToAtMostOne() {
        for (String text :
                List.of("", "hi", "contract stacktrace hi there", "x".repeat(50_000), "\ud800", "fix ".repeat(9_000))) {
            double[] odds = TASKS.probabilities(text);
            assertThat(odds).hasSize(4);
            assertThat(Arrays.stream(odds).min().orElseThrow()).isNotNegative();
            assertThat(Arrays.stream(odds).sum()).isLessThanOrEqualTo(1.000001);
        }
    }

    @Test
    void aLongPromptIsJudgedByTheOneKnownThingInIt() {
        String pasted = "qzv wkx jhh ".repeat(20);
        assertThat(told("explain this regex: " + pasted, "code")).isGreaterThan(told("explain it: " + pasted, "code"));
    }

    @Test
    void theFirstOfEqualsIsBest() {
        assertThat(TaskClassifier.best(new double[] {0.2, 0.4, 0.4, 0.1})).isEqualTo(1);
    }

    private static double told(String text, String label) {
        return TASKS.probabilities(text)[TASKS.labels().indexOf(label)];
    }

    private static void assertTold(String text, String label, double atLeast) {
        double[] odds = TASKS.probabilities(text);
        assertThat(TASKS.labels().get(TaskClassifier.best(odds))).as(text).isEqualTo(label);
        assertThat(odds[TaskClassifier.best(odds)]).as(text).isGreaterThanOrEqualTo(atLeast);
    }
}
