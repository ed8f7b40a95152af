package dev.pointsman.ledger;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/** Reads a ledger of JSON lines while it may be written: backwards for the newest, forwards for all. Blocks; never on an event loop. */
public final class LedgerFile implements LedgerReader {
    private static final int BLOCK = 256 * 1024;

    private final Path file;
    private final LongSupplier nanoTime;

    /** @param nanoTime monotonic clock, for the limit of a search */
    public LedgerFile(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
    }

    /** The line of a decision, searched from the end. */
    @Override
    public Found find(String id, long limitNanos) throws IOException {
        String start = "{\"id\":\"" + id + "\"";
        return newest(1, line -> line.startsWith(start), limitNanos);
    }

    /** The lines from the end of the file on; nothing where there is no file. */
    @Override
    public Found newest(int count, Predicate<String> test, long limitNanos) throws IOException {
        long begun = nanoTime.getAsLong();
        List<String> found = new ArrayList<>();
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            byte[] tail = new byte[0];
            long at = in.length();
            boolean torn = true; // what stands after the last line feed is still being written
            while (at > 0 && found.size() < count) {
                if (nanoTime.getAsLong() - begun > limitNanos) {
                    return new Found(found, false);
                }
                int size = (int) Math.min(BLOCK, at);
                at -= size;
                byte[] block = new byte[size + tail.length];
                in.seek(at);
                in.readFully(block, 0, size);
                System.arraycopy(tail, 0, block, size, tail.length);
                int end = block.length;
                for (int i = block.length - 1; i >= 0 && found.size() < count; i--) {
                    if (block[i] == '\n') {
                        if (!torn) {
                            take(block, i + 1, end, test, found);
                        }
                        torn = false;
                        end = i;
                    }
                }
                tail = end > MOST_LINE_BYTES ? new byte[0] : Arrays.copyOf(block, end);
            }
            if (at == 0 && !torn && found.size() < count) {
                take(tail, 0, tail.length, test, found);
            }
            return new Found(found, at == 0);
        } catch (java.io.FileNotFoundException none) {
            return new Found(List.of(), true);
        }
    }

    private static void take(byte[] block, int from, int to, Predicate<String> test, List<String> found) {
        String line = new String(block, from, to - from, StandardCharsets.UTF_8);
        if (!line.isEmpty() && test.test(line)) {
            found.add(line);
        }
    }

    /** All lines of the file from the first, whatever their time. One line at a time is in memory. */
    @Override
    public void forEach(long fromMillis, long toMillis, Lines lines) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        byte[] block = new byte[BLOCK];
        ByteArrayOutputStream line = new ByteArrayOutputStream(8 * 1024);
        long number = 1;
        boolean tooLong = false;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), BLOCK)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                int from = 0;
                for (int i = 0; i < read; i++) {
                    if (block[i] == '\n') {
                        tooLong |= line.size() + i - from > MOST_LINE_BYTES;
                        line.write(block, from, tooLong ? 0 : i - from);
                        lines.line(number++, tooLong ? null : line.toString(StandardCharsets.UTF_8), true);
                        line.reset();
                        tooLong = false;
                        from = i + 1;
                    }
                }
                tooLong |= line.size() + read - from > MOST_LINE_BYTES;
                line.write(block, from, tooLong ? 0 : read - from);
            }
        }
        if (line.size() > 0) {
            lines.line(number, line.toString(StandardCharsets.UTF_8), false);
        }
    }
}
