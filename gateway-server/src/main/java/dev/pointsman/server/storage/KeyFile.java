package dev.pointsman.server.storage;

import dev.pointsman.access.managed.KeyVault;
import dev.pointsman.access.managed.ManagedKey;
import dev.pointsman.policy.files.FileReplacement;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Managed keys in a file of the gateway's own, as JSON: digests only, readable by its owner only, replaced in one step and synced. */
public final class KeyFile implements KeyVault {
    private final Path file;

    public KeyFile(Path file) {
        this.file = file;
    }

    @Override
    public List<ManagedKey> load() throws IOException {
        if (Files.notExists(file)) {
            return List.of();
        }
        try {
            return KeyList.read(Files.readAllBytes(file));
        } catch (IllegalArgumentException damaged) {
            throw new IOException(
                    file + " is damaged (" + damaged.getMessage() + "); it is left as it is: put a copy in its place",
                    damaged);
        }
    }

    @Override
    public void save(List<ManagedKey> keys) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null) {
            throw new IOException(file + ": expected the path of a file");
        }
        Files.createDirectories(folder);
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        if (posix && Files.exists(file)) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        FileReplacement.write(file, KeyList.write(keys)); // a new one is its owner's, as all temporary files are
        if (posix) {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }
}
