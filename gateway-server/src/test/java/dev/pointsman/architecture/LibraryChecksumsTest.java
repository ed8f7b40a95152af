package dev.pointsman.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Every library that the server is built, tested and shipped with is, byte for byte, the one that was looked at when its version was chosen. */
class LibraryChecksumsTest {
    private static final Path KNOWN = Path.of("libraries.sha256");

    @Test
    void everyLibraryIsTheOneThatWasChosen() throws Exception {
        Set<String> known = new HashSet<>(Files.readAllLines(KNOWN));
        Set<String> found = new TreeSet<>();
        for (Path library : libraries()) {
            found.add(sha256(library) + "  " + library.getFileName());
        }
        Set<String> unknown = new TreeSet<>(found);
        unknown.removeAll(known);

        assertThat(found).anyMatch(each -> each.contains("  netty-codec-http-"));
        assertThat(unknown)
                .as("lines that %s does not have; after a change of versions put these there, if you trust them", KNOWN)
                .isEmpty();
    }

    /** Jars of the class path that lie as in Maven's repository: {@code name/version/name-version….jar}; none of the gateway's own. */
    private static List<Path> libraries() {
        String surefire = System.getProperty("surefire.test.class.path");
        String all = surefire == null ? System.getProperty("java.class.path") : surefire;
        return List.of(all.split(File.pathSeparator, -1)).stream()
                .filter(each -> each.endsWith(".jar") && !each.contains("pointsman"))
                .map(Path::of)
                .filter(LibraryChecksumsTest::liesInRepository)
                .filter(each -> !each.getFileName().toString().startsWith("junit-platform-console"))
                .toList();
    }

    private static boolean liesInRepository(Path jar) {
        Path version = jar.getParent();
        return version != null
                && version.getParent() != null
                && jar.getFileName()
                        .toString()
                        .startsWith(version.getParent().getFileName() + "-" + version.getFileName());
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        return HexFormat.of().formatHex(digest);
    }
}
