package dev.pointsman.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeTableTest {
    private static final double NAN = Double.NaN;

    @TempDir
    private Path folder;

    @Test
    void aRowHasAScoreAndACostPerModelOrNone() throws IOException {
        OutcomeTable table = read("""
                {"id": "a", "dataset": "d", "prompt": "p", "qkey": "k", "scores": {"s": 0.5, "l": 1}, "costs": {"l": 0.25, "s": null}, "tokens": {}}

                {"prompt": "q", "scores": {"l": 0, "m": true, "s": null}}
                """);

        assertThat(table.models()).containsExactly("l", "m", "s");
        OutcomeRow first = table.rows().get(0);
        assertThat(List.of(first.id(), first.dataset(), first.prompt(), first.questionKey()))
                .containsExactly("a", "d", "p", "k");
        assertThat(first.scores()).containsExactly(1, NAN, 0.5);
        assertThat(first.costsUsd()).containsExactly(0.25, NAN, NAN);
        OutcomeRow second = table.rows().get(1);
        assertThat(second.id()).isEqualTo("3");
        assertThat(second.dataset()).isEmpty();
        assertThat(second.scores()).containsExactly(0, 1, NAN);
        assertThat(second.complete()).isFalse();
    }

    @Test
    void aRowMayTellTheOddsAtWhichItsModelWasDrawn() throws IOException {
        String line = "{\"prompt\": \"p\", \"scores\": {\"s\": 1}, \"odds\": {\"s\": 0.25, \"l\": 0.75, \"x\": 0}}";
        OutcomeTable table = read(line + "\n{\"prompt\": \"q\", \"scores\": {\"l\": 1, \"s\": 0}}");
        Path copy = folder.resolve("copy.jsonl");
        OutcomeWriter.write(table, copy);

        OutcomeRow drawn = table.rows().get(0);
        assertThat(List.of(drawn.odds(0), drawn.odds(1))).containsExactly(0.75, 0.25);
        assertThat(table.rows().get(1).drawn()).isFalse();
        assertThat(table.where(OutcomeRow::drawn).compares()).isFalse();
        assertThat(table.compares()).isTrue();
        assertThat(OutcomeTable.read(copy).rows().get(0).odds(0)).isEqualTo(0.75);
        assertThat(table.withModels(List.of("l", "new")).rows().get(0).anyModelPossible())
                .as("a model that was never drawn from")
                .isFalse();
        assertThatThrownBy(() -> read("{\"prompt\": \"p\", \"scores\": {\"s\": 1}, \"odds\": {\"l\": 1}}"))
                .hasMessageContaining("odds.s: 0 (expected: above 0, for it was asked)");
    }

    @Test
    void promptsThatDifferInFormOnlyAreOneQuestion() throws IOException {
        OutcomeTable table = read("""
                {"prompt": "What is it?", "scores": {"a": 1}}
                {"prompt": "  what is IT", "scores": {"a": 1}}
                {"prompt": "what is that", "scores": {"a": 1}}
                {"prompt": "?!", "scores": {"a": 1}}
                {"prompt": "!?", "scores": {"a": 1}}
                """);

        List<String> keys = table.rows().stream().map(OutcomeRow::questionKey).toList();
        assertThat(keys.get(0)).isEqualTo(keys.get(1));
        assertThat(Set.copyOf(keys)).hasSize(4);
    }

    @Test
    void aPromptAloneIsAnsweredByAllAlike() {
        OutcomeRow row = OutcomeRow.alike("7", "What is it?", 2);

        assertThat(row.scores()).containsExactly(0.5, 0.5);
        assertThat(row.costsUsd()).containsExactly(NAN, NAN);
        assertThat(row.questionKey())
                .isEqualTo(OutcomeRow.alike("8", "what is it", 1).questionKey());
        assertThat(row)
                .isNotEqualTo(OutcomeRow.alike("7", "What is it", 2))
                .hasSameHashCodeAs(OutcomeRow.alike("7", "What is it?", 3));
    }

    @Test
    void packedTablesAreRead() throws IOException {
        Path file = folder.resolve("t.jsonl.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("{\"prompt\": \"ä\", \"scores\": {\"a\": 1}}\r\n".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(OutcomeTable.read(file).rows().get(0).prompt()).isEqualTo("ä");
    }

    @Test
    void everyBadRowIsToldAtItsPlace() {
        assertThatThrownBy(() -> read("""
                        oops
                        []
                        {"scores": {"a": 1}}
                        {"prompt": " ", "scores": {"a": 1}}
                        {"prompt": "p"}
                        {"prompt": "p", "scores": {"a": 1.5, "b": "x"}, "costs": {"a": -1}}
                        {"prompt": "p", "scores": [1], "id": 7}
                        {"prompt": "p", "scores": {"a": 1, "a": 0}}
                        {"prompt": "p", "scores": {"a": null}}
                        """))
                .isInstanceOfSatisfying(
                        BadRows.class, bad -> assertThat(bad.count()).isEqualTo(12))
                .hasMessage("""
                        F:1: expected one JSON object a line, each key once
                        F:2: expected a JSON object
                        F:3: prompt: missing (expected: text)
                        F:4: prompt: empty (expected: text)
                        F:5: scores: none (expected: {"model": 0 to 1, …} with at least one)
                        F:6: scores.a: 1.5 (expected: 0 to 1, or null)
                        F:6: scores.b: a text (expected: 0 to 1, or null)
                        F:6: costs.a: -1 (expected: US dollars from 0 on, or null)
                        F:7: id: 7 (expected: text)
                        F:7: scores: no single value (expected: {"model": 0 to 1, or null, …})
                        F:8: expected one JSON object a line, each key once
                        F:9: scores: none (expected: {"model": 0 to 1, …} with at least one)""".replace("F", folder.resolve("t.jsonl").toString()));
    }

    @Test
    void ofManyBadRowsTheFirstTwentyAreTold() {
        assertThatThrownBy(() -> read("x\n".repeat(23)))
                .hasMessageContaining("t.jsonl:20: ")
                .hasMessageNotContaining("t.jsonl:21: ")
                .hasMessageEndingWith("and 3 more of this kind");
    }

    @Test
    void whatIsNoTableIsRefused() throws IOException {
        Path bytes = Files.write(folder.resolve("b"), new byte[] {'{', (byte) 0xff, '\n'});

        assertThatThrownBy(() -> read("\n")).hasMessageEndingWith("t.jsonl: expected at least one row");
        assertThatThrownBy(() -> OutcomeTable.read(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> OutcomeTable.read(bytes)).hasMessage(bytes + " is not UTF-8 text");
        StringBuilder many = new StringBuilder("{\"prompt\": \"p\", \"scores\": {\"0\": 1");
        for (int i = 1; i <= OutcomeTable.MOST_MODELS; i++) {
            many.append(", \"").append(i).append("\": 0");
        }
        assertThatThrownBy(() -> read(many + "}}\n")).hasMessageEndingWith("257 models (expected: at most 256)");
    }

    @Test
    void aSplitNeverPartsAQuestionAndIsTheSameForTheSameSeed() {
        List<OutcomeRow> rows = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            rows.add(row(Integer.toString(i), "q" + i % 1_000, 1));
        }
        OutcomeTable table = new OutcomeTable(List.of("a"), rows);

        OutcomeTable.Split split = table.split(0.25, 7);

        Set<String> shared = new HashSet<>(keys(split.kept()));
        shared.retainAll(keys(split.held()));
        assertThat(shared).isEmpty();
        assertThat(split.kept().size() + split.held().size()).isEqualTo(2_000);
        assertThat(split.held().size()).isBetween(440, 560);
        assertThat(keys(table.split(0.25, 7).held())).isEqualTo(keys(split.held()));
        assertThat(keys(table.split(0.25, 8).held())).isNotEqualTo(keys(split.held()));
        assertThat(rows).allMatch(row -> OutcomeTable.part(row, 4, 7) >= 0 && OutcomeTable.part(row, 4, 7) < 4);
        assertThat(split.held().rows()).allMatch(row -> OutcomeTable.part(row, 4, 7) == 0);
        assertThat(split.kept().rows()).noneMatch(row -> OutcomeTable.part(row, 4, 7) == 0);
    }

    @Test
    void columnsCanBeChosenAndWhatIsNotThereWasNotAsked() {
        OutcomeTable table = new OutcomeTable(List.of("a", "b"), List.of(row("1", "k", 0.25, 0.75)));

        OutcomeTable other = table.withModels(List.of("b", "c"));

        assertThat(other.models()).containsExactly("b", "c");
        assertThat(other.rows().get(0).scores()).containsExactly(0.75, NAN);
        assertThat(other.rows().get(0).costsUsd()).containsExactly(2, NAN);
        assertThat(other.complete().size()).isZero();
        assertThat(table.complete().size()).isOne();
    }

    @Test
    void meansPassOverWhatIsMissing() {
        OutcomeTable table = new OutcomeTable(
                List.of("a", "b", "c"),
                List.of(row("1", "k", 0.5, 1, NAN), row("2", "l", 1, NAN, NAN), row("3", "m", 0.75, 0.5, NAN)));

        assertThat(table.meanScore(0)).isEqualTo(0.75);
        assertThat(table.meanScore(1)).isEqualTo(0.75);
        assertThat(table.meanScore(2)).isNaN();
        assertThat(table.meanCostUsd(1)).isEqualTo(2);
        assertThat(table.bestSingle()).isZero();
        assertThat(table.withModels(List.of("c", "b")).bestSingle()).isOne();
        assertThat(table.cheapest()).isZero();
        assertThat(table.where(row -> row.id().equals("none")).bestSingle()).isEqualTo(-1);
        assertThat(table.where(row -> row.id().equals("none")).cheapest()).isEqualTo(-1);
        assertThat(table.model("b")).isOne();
        assertThat(table.model("z")).isEqualTo(-1);
    }

    @Test
    void aTableThatDoesNotFitItselfIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutcomeTable(List.of("a"), List.of(row("r", "k", 1, 1))))
                .withMessage("row \"r\": 2 scores (expected: 1, one per model)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutcomeTable(List.of("a", "a"), List.of()))
                .withMessage("models: [a, a] (expected: each once)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new OutcomeRow("r", "", "p", "k", new double[2], new double[1]))
                .withMessage("costsUsd: 1 values (expected: 2, one per model)");
    }

    /** Model i costs i + 1 dollars where it was asked. */
    private static OutcomeRow row(String id, String key, double... scores) {
        double[] costs = new double[scores.length];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = Double.isNaN(scores[i]) ? NAN : i + 1;
        }
        return new OutcomeRow(id, "", "p" + id, key, scores, costs);
    }

    private static Set<String> keys(OutcomeTable table) {
        return table.rows().stream().map(OutcomeRow::questionKey).collect(Collectors.toSet());
    }

    private OutcomeTable read(String text) throws IOException {
        return OutcomeTable.read(Files.writeString(folder.resolve("t.jsonl"), text));
    }
}
