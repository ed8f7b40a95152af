package dev.pointsman.policy.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileReplacementTest {
    @TempDir
    private Path folder;

    @Test
    void aTextTakesTheFilesPlaceWithItsPermissions() throws IOException {
        Path file = Files.writeString(folder.resolve("a.yaml"), "old");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

        FileReplacement.write(file, "new");

        assertThat(file).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r--r--");
        assertThat(names()).isEqualTo(1);
    }

    @Test
    void aLinkStaysOneAndItsTargetIsReplaced() throws IOException {
        Path target = Files.writeString(folder.resolve("real.yaml"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link.yaml"), target);

        FileReplacement.write(link, "new");

        assertThat(link).isSymbolicLink();
        assertThat(target).hasContent("new");
    }

    @Test
    void aFileThatIsNotThereYetIsMade() throws IOException {
        FileReplacement.write(folder.resolve("a.yaml"), "new");

        assertThat(folder.resolve("a.yaml")).hasContent("new");
    }

    @Test
    void whatCannotBeReplacedStaysAndLeavesNothingBehind() throws IOException {
        Path place = Files.createDirectory(folder.resolve("a.yaml"));

        assertThatThrownBy(() -> FileReplacement.write(place, "new")).isInstanceOf(IOException.class);

        assertThat(place).isDirectory();
        assertThat(names()).isEqualTo(1);
    }

    private long names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.count();
        }
    }
}
