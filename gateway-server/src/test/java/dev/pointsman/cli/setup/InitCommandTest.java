package dev.pointsman.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.policy.Policy;
import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A first policy goes live as it is. */
class InitCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    @Test
    void anyProvidersMakeAPolicyThatLoadsPassesItsTestsAndKnowsItsPrices() throws IOException {
        List<List<KnownProvider>> choices = new ArrayList<>();
        choices.add(KnownProvider.ALL);
        for (KnownProvider one : KnownProvider.ALL) {
            choices.add(List.of(one));
            for (KnownProvider other : KnownProvider.ALL) {
                if (KnownProvider.ALL.indexOf(one) < KnownProvider.ALL.indexOf(other)) {
                    choices.add(List.of(one, other));
                }
            }
        }
        for (List<KnownProvider> choice : choices) {
            Map<String, String> environment = new HashMap<>();
            choice.forEach(each -> environment.put(each.variable(), "sk-something"));
            Path file = folder.resolve("gateway.yaml");

            assertThat(init(environment, file.toString(), "--force"))
                    .as(err.toString())
                    .isZero();

            Policy policy = GatewayServer.loader(environment::get).load(file);
            assertThat(policy.tests()).isEqualTo(2);
            assertThat(policy.warnings()).as("that there are no keys").hasSize(1);
            assertThat(policy.catalog().models()).hasSize(2 * choice.size());
            assertThat(policy.catalog().deployments())
                    .extracting(Deployment::price)
                    .doesNotContainNull();
        }
    }

    @Test
    void noKeyIsCopiedIntoTheFile() throws IOException {
        Path file = folder.resolve("gateway.yaml");

        init(Map.of("OPENAI_API_KEY", "sk-secret-0001"), file.toString());

        assertThat(file).content().contains("$OPENAI_API_KEY").doesNotContain("sk-secret");
        assertThat(out).asString().contains("wrote " + file, "openai", "doctor").doesNotContain("sk-secret");
    }

    @Test
    void aFileThatIsThereStays() throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), "mine");

        assertThat(init(Map.of("OPENAI_API_KEY", "sk"), file.toString())).isEqualTo(1);

        assertThat(file).hasContent("mine");
        assertThat(err).asString().contains("is there already (--force");
    }

    @Test
    void withoutAnyKeyItSaysWhichItLooksFor() {
        assertThat(init(Map.of("OPENAI_API_KEY", " "), folder.resolve("x.yaml").toString()))
                .isEqualTo(1);

        assertThat(err).asString().contains("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "built-in provider");
        assertThat(folder.resolve("x.yaml")).doesNotExist();
    }

    private int init(Map<String, String> environment, String... line) {
        return new CommandLine(new InitCommand(environment::get))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    command.getErr().flush();
                    return CommandLine.ExitCode.SOFTWARE;
                })
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(line);
    }
}
