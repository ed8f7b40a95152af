package dev.pointsman.training.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeFormTest {
    private static final double NAN = Double.NaN;

    @TempDir
    private Path folder;

    @Test
    void battlesBecomeScoresOfTheirPair() throws IOException {
        OutcomeTable table = read(OutcomeForm.BATTLES, "b.jsonl", """
                {"model_a": "x", "model_b": "y", "prompt": "one", "winner": "model_a"}
                {"model_a": "y", "model_b": "z", "conversation_a": [{"role": "user", "content": "two"}, {"content": "no"}], "winner": "tie (bothbad)"}
                {"model_a": "z", "model_b": "x", "question": "three", "winner": "model_b"}
                """);

        assertThat(table.models()).containsExactly("x", "y", "z");
        assertThat(table.rows()).extracting(OutcomeRow::prompt).containsExactly("one", "two", "three");
        assertThat(table.rows().get(0).scores()).containsExactly(1, 0, NAN);
        assertThat(table.rows().get(1).scores()).containsExactly(NAN, 0.5, 0.5);
        assertThat(table.rows().get(2).scores()).containsExactly(1, NAN, 0);
    }

    @Test
    void battlesOfCommaSeparatedTextHaveAColumnPerOutcome() throws IOException {
        String head = "\ufeffid,model_a,model_b,prompt,winner_model_a,winner_model_b,winner_tie\r\n";
        String list = "1,x,y,\"[\"\"say \\\"\"hi\\\"\", and\\ngo\"\"]\",0,1,0\r\n";
        String lines = "\r\n2,x,y,\"plain\n\"\"text\"\"\",0,0,1\n3,x,y,[no list,1,0,0";

        OutcomeTable table = read(OutcomeForm.BATTLES, "b.csv", head + list + lines);

        assertThat(table.rows())
                .extracting(OutcomeRow::prompt)
                .containsExactly("say \"hi\", and\ngo", "plain\n\"text\"", "[no list");
        assertThat(table.rows()).extracting(row -> row.score(0)).containsExactly(0.0, 0.5, 1.0);
    }

    @Test
    void wideTablesHaveAColumnPerModel() throws IOException {
        OutcomeTable table = read(OutcomeForm.ROUTERBENCH, "r.csv", """
                sample_id,prompt,eval_name,small,large,small|model_response,small|total_cost,large|total_cost,oracle_model_to_route_to
                mmlu.1,"['What is it?']",mmlu,1.0,0.25,"a, b",0.001,0.02,small
                mmlu.2,"two
                lines",mmlu,False,,x,,,none
                """);

        assertThat(table.models()).containsExactly("large", "small");
        OutcomeRow first = table.rows().get(0);
        assertThat(first.id()).isEqualTo("mmlu.1");
        assertThat(first.dataset()).isEqualTo("mmlu");
        assertThat(first.scores()).containsExactly(0.25, 1);
        assertThat(first.costsUsd()).containsExactly(0.02, 0.001);
        assertThat(table.rows().get(1).prompt()).isEqualTo("two\nlines");
        assertThat(table.rows().get(1).scores()).containsExactly(NAN, 0);
        assertThat(table.rows().get(1).costsUsd()).containsExactly(NAN, NAN);
    }

    @Test
    void callsOfTheSamePromptBecomeOneRow() throws IOException {
        OutcomeTable table = read(OutcomeForm.CALLS, "c.jsonl", """
                {"prompt": "p", "model": "x", "score": 1, "cost": 0.5}
                {"prompt": "q", "model": "x", "score": 0}
                {"prompt": "p", "model": "y", "score": "0.5", "dataset": "d"}
                """);

        assertThat(table.rows()).extracting(OutcomeRow::id).containsExactly("1", "2");
        assertThat(table.rows().get(0).scores()).containsExactly(1, 0.5);
        assertThat(table.rows().get(0).costsUsd()).containsExactly(0.5, NAN);
        assertThat(table.rows().get(0).dataset()).isEqualTo("d");
    }

    @Test
    void everyBadRowIsToldAtItsPlace() {
        assertThatThrownBy(() -> read(OutcomeForm.BATTLES, "b.csv", """
                        model_a,model_b,prompt,winner
                        x,x,p,model_a
                        x,y,"p
                        q",nobody
                        x,y,,model_a
                        x,y,p
                        """))
                .isInstanceOf(BadRows.class)
                .hasMessage("""
                        F:2: model_a, model_b: expected the names of two models
                        F:3: winner: expected model_a, model_b or tie, or one 1 among winner_model_a, winner_model_b and winner_tie
                        F:5: prompt: missing (expected: text)
                        F:6: 3 fields (expected: 4, as in the head)""".replace("F", folder.resolve("b.csv").toString()));
        assertThatThrownBy(() -> read(OutcomeForm.CALLS, "c.jsonl", """
                        {"prompt": "p", "model": "x", "score": 2, "cost": -1}
                        {"prompt": "q", "score": 1}
                        {"prompt": "r", "model": "x", "score": 1}
                        {"prompt": "r", "model": "x", "score": 1}
                        {"prompt": "s", "model": "x", "score": "a score that is no number"}
                        []
                        oops
                        """))
                .hasMessage("""
                        F:1: score: 2 (expected: 0 to 1)
                        F:1: cost: -1 (expected: US dollars from 0 on, or nothing)
                        F:2: model: missing (expected: text)
                        F:4: model "x": a second score for the same prompt (expected: one)
                        F:5: score: a score that is no n… (expected: 0 to 1)
                        F:6: expected a JSON object
                        F:7: expected one JSON object a line""".replace("F", folder.resolve("c.jsonl").toString()));
        assertThatThrownBy(() -> read(OutcomeForm.BATTLES, "d.csv", "model_a,winner_tie,winner_model_a\n\"x,1,1\n"))
                .hasMessage(folder.resolve("d.csv") + ":2: the quote that begins in this record does not end");
        assertThatThrownBy(() -> read(OutcomeForm.ROUTERBENCH, "e.csv", "prompt,eval_name,m\np,d,\n"))
                .hasMessageEndingWith("e.csv:2: no score (expected: one of a model at least)");
        assertThatThrownBy(() -> read(OutcomeForm.ROUTERBENCH, "f.csv", "")).hasMessageEndingWith("at least one row");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        OutcomeRow row =
                new OutcomeRow("i", "d", "p\n\"q\"", "k", new double[] {0.5, NAN, 1}, new double[] {NAN, NAN, 0.25});
        OutcomeRow free = new OutcomeRow("j", "", "p", "l", new double[] {0, 0, NAN}, new double[] {NAN, NAN, NAN});
        Path file = folder.resolve("t.jsonl.gz");

        OutcomeWriter.write(new OutcomeTable(List.of("a", "b", "c"), List.of(row, free)), file);
        OutcomeTable table = OutcomeTable.read(file);

        assertThat(table.models()).containsExactly("a", "b", "c");
        assertThat(table.rows()).containsExactly(row, free);
    }

    @Test
    void promptsAloneAreReadOfEitherField() throws IOException {
        Path file = Files.writeString(
                folder.resolve("p"), "{\"prompt\": \"a\", \"text\": \"no\"}\n\n{\"text\": \"b\", \"label\": null}\n");
        Path bad = Files.writeString(folder.resolve("q"), "{\"prompt\": 1}\nx\n");

        assertThat(PromptLines.read(file)).containsExactly("a", "b");
        assertThatThrownBy(() -> PromptLines.read(bad)).hasMessage("""
                F:1: expected {"prompt": "…"} or {"text": "…"}
                F:2: expected one JSON object a line""".replace("F", bad.toString()));
        assertThatThrownBy(() -> PromptLines.read(Files.writeString(folder.resolve("r"), "\n")))
                .hasMessageEndingWith("r: expected at least one prompt");
    }

    private OutcomeTable read(OutcomeForm form, String name, String text) throws IOException {
        return form.read(Files.writeString(folder.resolve(name), text));
    }
}
