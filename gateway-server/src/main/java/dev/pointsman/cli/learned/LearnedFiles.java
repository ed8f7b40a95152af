package dev.pointsman.cli.learned;

import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.training.data.OutcomeTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/** Files that the commands on learned routers take and give. */
final class LearnedFiles {
    private LearnedFiles() {}

    /**
     * The outcomes of a place.
     *
     * @param place a file, or a ledger as {@link LedgerOutcomes} reads it
     */
    static OutcomeTable outcomes(String place) throws IOException {
        return place.startsWith(LedgerOutcomes.PREFIX)
                ? LedgerOutcomes.of(place, Instant.now()).read()
                : OutcomeTable.read(Path.of(place));
    }

    static LearnedRouter router(Path file) throws IOException {
        if (Files.size(file) > RouterFile.MOST_BYTES) {
            throw new IOException(
                    file + ": it has " + Files.size(file) + " bytes (expected: up to " + RouterFile.MOST_BYTES + ")");
        }
        try {
            return RouterFile.read(Files.readAllBytes(file));
        } catch (RefusedFile refused) {
            throw new IOException(file + ": " + refused.getMessage(), refused);
        }
    }

    /** Writes a file whole or not at all, and its folder where there is none. */
    static void write(Path file, byte[] bytes) throws IOException {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Path part = whole.resolveSibling(whole.getFileName() + ".part");
        Files.write(part, bytes);
        Files.move(part, whole, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
