package dev.pointsman.server.storage;

import dev.pointsman.performance.LearnedState;
import dev.pointsman.performance.Performance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of what scores learned and spent. Written whole or not at all, each minute and at the end, by one thread at a time that is no event loop; a
 * kill costs the last minute. A file that cannot be used is told, left beside under another name, and the gateway begins anew.
 */
public final class LearnedFile {
    private static final Logger LOG = LoggerFactory.getLogger(LearnedFile.class);

    private final Path file;
    private final Performance performance;
    private final InstantSource clock;
    private boolean failing;

    private LearnedFile(Path file, Performance performance, InstantSource clock) {
        this.file = file.toAbsolutePath();
        this.performance = performance;
        this.clock = clock;
    }

    /** Has a gateway that has no policy yet go on from what the file holds, where there is one. */
    public static LearnedFile open(Path file, Performance performance, InstantSource clock) {
        LearnedFile learned = new LearnedFile(file, performance, clock);
        if (Files.exists(file)) {
            learned.read();
        }
        return learned;
    }

    private void read() {
        try {
            if (Files.size(file) > LearnedState.MOST_BYTES) {
                throw new IllegalArgumentException("it has more than " + LearnedState.MOST_BYTES + " bytes");
            }
            LearnedState.read(Files.readAllBytes(file), performance, clock.millis());
        } catch (IOException | IllegalArgumentException unusable) {
            Path aside = file.resolveSibling(file.getFileName() + ".broken");
            LOG.warn(
                    "storage.learned: {} cannot be used and is left at {}; scores begin anew: {}",
                    file,
                    aside,
                    unusable.getMessage());
            setAside(aside);
        }
    }

    private void setAside(Path aside) {
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException stays) {
            LOG.warn("storage.learned: {} could not be moved and will be written over", file, stays);
        }
    }

    /** Writes it, where there is anything to keep. */
    public synchronized void save() {
        byte[] bytes = LearnedState.write(performance, clock.millis());
        if (bytes.length == 0) {
            return;
        }
        try {
            Path folder = file.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Path part = file.resolveSibling(file.getFileName() + ".part");
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            failing = false;
        } catch (IOException full) {
            if (!failing) {
                LOG.warn("storage.learned: {} cannot be written; what is learned is lost at a restart", file, full);
            }
            failing = true;
        }
    }
}
