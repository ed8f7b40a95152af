package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.onnx.Topics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code gateway tasks evaluate} over a policy whose tasks are told by a plugged-in encoder. */
class EncodedTasksCommandTest {
    private static final String POLICY = """
            providers: { near: { type: echo } }
            models: { m: near/m }
            tasks:
              labels:
                code:  { words: [stacktrace], like: ["fix this function", "explain this regex", "why does this loop not end?"] }
                legal: { like: ["review this clause", "is this contract binding?", "explain this clause"] }
              encoder: { onnx: models/encoder.onnx, vocab: models/vocab.txt }
            """;
    private static final String LINES = """
            {"text": "the method does not compile", "label": "code"}
            {"text": "compile the script", "label": "code"}
            {"text": "the stacktrace", "label": "code"}
            {"text": "a tenant in court", "label": "legal"}
            {"text": "what is for lunch", "label": null}
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @BeforeEach
    void files() throws IOException {
        Topics.into(folder);
        Files.writeString(folder.resolve("gateway.yaml"), POLICY);
        Files.writeString(folder.resolve("lines.jsonl"), LINES);
    }

    @Test
    void everyLineIsToldByWordsOrByTheEncoder() {
        assertThat(run("--json")).isZero();

        JsonNode json = new JsonMapper().readTree(out.toString());
        assertThat(json.path("confusion").toString()).isEqualTo("[[3,0,0],[0,1,0],[0,0,1]]");
        assertThat(err.toString()).isEmpty();
    }

    private int run(String option) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(
                "tasks",
                "evaluate",
                folder.resolve("lines.jsonl").toString(),
                "--policy",
                folder.resolve("gateway.yaml").toString(),
                option);
    }
}
