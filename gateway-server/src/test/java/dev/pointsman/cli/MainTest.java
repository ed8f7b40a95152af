package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.cli.setup.PolicyFile;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** What {@link Main} does to be quick: it looks at the command that is asked for, and at no other. */
class MainTest {
    @TempDir
    private Path folder;

    @Test
    void everyCommandHasTheNameThatItGivesItself() {
        assertThat(Commands.all().getSubcommands())
                .hasSizeGreaterThan(20)
                .allSatisfy((name, command) -> assertThat(command.getCommandSpec()
                                .userObject()
                                .getClass()
                                .getAnnotation(CommandLine.Command.class)
                                .name())
                        .isEqualTo(name));
    }

    @Test
    void oneCommandIsMadeAlone() {
        assertThat(Commands.of("check").getSubcommands()).containsOnlyKeys("check");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "generate-completion", "--help", "chekc", ""})
    void whatTellsOfAllKnowsAll(String first) {
        assertThat(Commands.of(first).getSubcommands())
                .containsOnlyKeys(Commands.all().getSubcommands().keySet());
    }

    @Test
    void theOptionThatServeReadsWithoutAParserIsTheOneOfTheParser() {
        CommandLine serve = Commands.of("serve").getSubcommands().get("serve");

        assertThat(serve.getCommandSpec().findOption("--policy").names()).containsExactlyElementsOf(PolicyFile.NAMES);
    }

    @Test
    void onlyAPolicyIsReadWithoutAParser() {
        assertThat(ServeCommand.isPlain(line("serve"))).isTrue();
        assertThat(ServeCommand.isPlain(line("serve", "-c", "my.yaml"))).isTrue();
        assertThat(ServeCommand.isPlain(line("serve", "--help"))).isFalse();
        assertThat(ServeCommand.isPlain(line("serve", "-c"))).isFalse();
        assertThat(ServeCommand.isPlain(line("serve", "-c", "--help"))).isFalse();
        assertThat(ServeCommand.isPlain(line("serve", "my.yaml", "-c"))).isFalse();
        assertThat(ServeCommand.isPlain(line("check", "-c", "my.yaml"))).isFalse();
    }

    @Test
    void aPolicyThatIsMissingEndsBothWaysOfServingAlike() {
        String missing = folder.resolve("none.yaml").toString();

        assertThat(Main.run("serve", "--policy", missing)).isEqualTo(1);
        assertThat(Main.run("serve", "--policy=" + missing)).isEqualTo(1);
        assertThat(Main.run("--policy", missing)).isEqualTo(1);
    }

    private static String[] line(String... words) {
        return words;
    }
}
