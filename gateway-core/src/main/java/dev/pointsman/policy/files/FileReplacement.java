package dev.pointsman.policy.files;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts a text in a file's place in one step: who reads it meanwhile sees the old text or the new one, whole. */
public final class FileReplacement {
    private FileReplacement() {}

    /**
     * Writes beside the file, syncs, and moves over it; its permissions are kept, and a symbolic link stays one, its target is replaced. A file
     * that this program may not write is not replaced either, even where its folder would allow it.
     *
     * @throws IOException where it cannot be written; the file is then as it was
     */
    public static void write(Path file, String text) throws IOException {
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        if (Files.exists(real) && !Files.isWritable(real)) {
            throw new IOException("it is read-only");
        }
        Path folder = real.getParent();
        if (folder == null) {
            throw new NoSuchFileException(real.toString());
        }
        Path fresh = Files.createTempFile(folder, "." + real.getFileName(), ".new");
        try {
            fill(fresh, text);
            Set<PosixFilePermission> kept = permissions(real);
            if (kept != null) {
                Files.setPosixFilePermissions(fresh, kept);
            }
            Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static void fill(Path file, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Null where there is no such file yet, or its file system knows none. */
    private static @Nullable Set<PosixFilePermission> permissions(Path file) throws IOException {
        return Files.exists(file) && Files.getFileStore(file).supportsFileAttributeView("posix")
                ? Files.getPosixFilePermissions(file)
                : null;
    }
}
