package dev.pointsman.training.fit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.learned.task.TaskClassifier;
import dev.pointsman.learned.task.TaskFile;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TaskTrainerTest {
    private static final List<String> LABELS = List.of("fruit", "tools");
    private static final String[][] WORDS = {
        {"apple", "pear", "plum", "cherry", "sweet", "ripe", "basket", "orchard"},
        {"hammer", "saw", "drill", "wrench", "steel", "screw", "bench", "workshop"}
    };

    @Test
    void whatItWasNotShownIsToldRightly() throws Exception {
        TaskClassifier classifier =
                trainer(3).train(texts(60, 1), truth(60), Progress.SILENT).classifier();

        List<String> unseen = texts(40, 2);
        for (int i = 0; i < unseen.size(); i++) {
            double[] odds = classifier.probabilities(unseen.get(i));
            assertThat(TaskClassifier.best(odds)).isEqualTo(i % 2);
            assertThat(odds[i % 2]).isGreaterThan(0.8);
            assertThat(Arrays.stream(odds).sum()).isBetween(0.999, 1.001);
        }
        assertThat(TaskFile.read(TaskFile.write(classifier)).probabilities(unseen.get(0)))
                .containsExactly(classifier.probabilities(unseen.get(0)));
    }

    @Test
    void aTextUnlikeAllThatWasLearnedIsLessSure() {
        TaskClassifier classifier =
                trainer(3).train(texts(60, 1), truth(60), Progress.SILENT).classifier();

        double[] odds = classifier.probabilities("quantum chromodynamics lectures, volume two, sixth revised printing");
        assertThat(odds[TaskClassifier.best(odds)]).isLessThan(0.8);
    }

    @Test
    void theSameTextsAndSeedGiveTheSameBytesAndAnotherSeedOthers() {
        byte[] first = TaskFile.write(
                trainer(3).train(texts(40, 1), truth(40), Progress.SILENT).classifier());
        byte[] second = TaskFile.write(
                trainer(3).train(texts(40, 1), truth(40), Progress.SILENT).classifier());
        byte[] other = TaskFile.write(
                trainer(4).train(texts(40, 1), truth(40), Progress.SILENT).classifier());

        assertThat(second).isEqualTo(first);
        assertThat(other).isNotEqualTo(first);
    }

    @Test
    void labelsDealtAtRandomEndInLowConfidence() {
        Random random = new Random(9);
        List<String> texts = texts(120, 1);
        int[] truth = random.ints(120, 0, 2).toArray();

        TaskTrainer.Outcome outcome = trainer(3).train(texts, truth, Progress.SILENT);

        double sure = outcome.probabilities().stream()
                .mapToDouble(odds -> odds[TaskClassifier.best(odds)])
                .average()
                .orElseThrow();
        assertThat(sure).isLessThan(0.7);
    }

    @Test
    void twinsDoNotTellOneAnother() {
        List<String> texts = new ArrayList<>();
        int[] truth = new int[80];
        for (int i = 0; i < 80; i++) {
            texts.add("thing number " + i / 2 + " of many " + (i / 2) * 7919);
            truth[i] = ((i / 2 * 31) >> 2) & 1;
        }

        TaskTrainer.Outcome outcome = trainer(3).train(texts, truth, Progress.SILENT);

        int right = 0;
        for (int i = 0; i < 80; i++) {
            right += TaskClassifier.best(outcome.probabilities().get(i)) == truth[i] ? 1 : 0;
        }
        assertThat(right).isLessThan(60);
    }

    @Test
    void progressGrowsToItsEnd() {
        List<Integer> heard = new ArrayList<>();
        trainer(3).train(texts(20, 1), truth(20), (done, all) -> {
            assertThat(all).isEqualTo(6 * 4);
            heard.add(done);
        });
        assertThat(heard).hasSize(24).isSorted().endsWith(24);
    }

    private static TaskTrainer trainer(long seed) {
        return new TaskTrainer(LABELS, 4, seed);
    }

    private static int[] truth(int count) {
        int[] truth = new int[count];
        for (int i = 0; i < count; i++) {
            truth[i] = i % 2;
        }
        return truth;
    }

    private static List<String> texts(int count, long seed) {
        Random random = new Random(seed);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder("give me the");
            for (int w = 0; w < 5; w++) {
                text.append(' ').append(WORDS[i % 2][random.nextInt(8)]);
            }
            texts.add(text.append(" of number ").append(random.nextInt(1000)).toString());
        }
        return texts;
    }
}
