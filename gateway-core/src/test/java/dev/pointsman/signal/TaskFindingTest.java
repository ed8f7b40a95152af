package dev.pointsman.signal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.routing.facts.TaskGuess;
import org.junit.jupiter.api.Test;

class TaskFindingTest {
    @Test
    void whatIsSureEnoughIsTold() {
        TaskFinding finding = TaskFinding.of("code", 0.55, 0.55);

        assertThat(finding.guess()).isEqualTo(new TaskGuess("code", 0.55));
        assertThat(finding.remark()).isEqualTo("code (0.55)");
        assertThat(finding.awaited()).isFalse();
    }

    @Test
    void whatIsNotSureEnoughIsLeftOpenAndNeverReadsAsIfItWere() {
        TaskFinding finding = TaskFinding.of("code", 0.5499, 0.55);

        assertThat(finding.guess()).isNull();
        assertThat(finding.remark()).isEqualTo("abstained (0.54 below 0.55)");
        assertThat(finding.open().awaited()).isTrue();
    }

    @Test
    void confidencesHaveTwoDigits() {
        assertThat(TaskFinding.of("a", 1, 0).remark()).isEqualTo("a (1.00)");
        assertThat(TaskFinding.of("a", 0.999, 0).remark()).isEqualTo("a (0.99)");
        assertThat(TaskFinding.of("a", 0.07, 0).remark()).isEqualTo("a (0.07)");
        assertThat(TaskFinding.of("a", 0.1, 0).by("asked b").remark()).isEqualTo("a (0.10), asked b");
    }
}
