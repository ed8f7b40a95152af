package dev.pointsman.ledger.spool;

import dev.pointsman.ledger.LedgerFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to a file, one JSON object a line, and syncs it at most once a second. A torn last line of a crash is cut off at the next start, and
 * said so; a batch of which the file got only a part is cut off again. The first batch after a start may have been written before the process was
 * killed: of it, what stands among the last lines is passed over.
 */
public final class JsonLinesStore implements RecordStore {
    private static final Logger LOG = LoggerFactory.getLogger(JsonLinesStore.class);
    private static final long SYNC_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long SEARCH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path file;
    private final FileChannel channel;
    private final LongSupplier nanoTime;
    private final ByteArrayOutputStream lines = new ByteArrayOutputStream(64 * 1024);
    private boolean first = true;
    private long syncedAt;
    private volatile long size;

    private JsonLinesStore(Path file, FileChannel channel, LongSupplier nanoTime) throws IOException {
        this.file = file;
        this.channel = channel;
        this.nanoTime = nanoTime;
        this.syncedAt = nanoTime.getAsLong();
        this.size = channel.size();
    }

    /** Opens (or creates, with its folders) the file. */
    public static JsonLinesStore open(Path file, LongSupplier nanoTime) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        cutTornLine(file, channel);
        return new JsonLinesStore(file, channel, nanoTime);
    }

    @Override
    public int keep(List<byte[]> records) throws IOException {
        Set<String> known = first ? last() : Set.of();
        lines.reset();
        for (byte[] record : records) {
            if (known.isEmpty() || !known.contains(beginning(record))) {
                lines.write(record, 0, record.length);
                lines.write('\n');
            }
        }
        append(ByteBuffer.wrap(lines.toByteArray()));
        first = false;
        return 0;
    }

    private void append(ByteBuffer bytes) throws IOException {
        long before = channel.size();
        try {
            long at = before;
            while (bytes.hasRemaining()) {
                at += channel.write(bytes, at);
            }
            size = at;
        } catch (IOException full) {
            channel.truncate(before);
            throw full;
        }
        long now = nanoTime.getAsLong();
        if (now - syncedAt > SYNC_NANOS) {
            channel.force(false);
            syncedAt = now;
        }
    }

    /** The beginnings of the last lines, as many as a batch has. */
    private Set<String> last() throws IOException {
        Set<String> known = new HashSet<>();
        for (String line : new LedgerFile(file, nanoTime)
                .newest(most(), any -> true, SEARCH_NANOS)
                .lines()) {
            known.add(beginning(line.getBytes(StandardCharsets.UTF_8)));
        }
        return known;
    }

    /** A record's id with the name of its field and its quotes: all up to the first comma. */
    private static String beginning(byte[] line) {
        int end = 0;
        while (end < line.length && line[end] != ',') {
            end++;
        }
        return new String(line, 0, end, StandardCharsets.UTF_8);
    }

    @Override
    public long sizeBytes() {
        return size;
    }

    @Override
    public void close() throws IOException {
        channel.force(false);
        channel.close();
    }

    private static void cutTornLine(Path file, FileChannel channel) throws IOException {
        long size = channel.size();
        ByteBuffer one = ByteBuffer.allocate(1);
        long end = size;
        while (end > 0) {
            one.clear();
            channel.read(one, end - 1);
            if (one.get(0) == '\n') {
                break;
            }
            end--;
        }
        if (end < size) {
            LOG.warn("ledger {} ended in a torn line of {} bytes; it was cut off", file, size - end);
            channel.truncate(end);
        }
    }
}
