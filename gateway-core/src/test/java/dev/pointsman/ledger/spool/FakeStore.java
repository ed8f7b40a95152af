package dev.pointsman.ledger.spool;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Keeps lines in memory, unless told to fail. */
final class FakeStore implements RecordStore {
    final List<String> lines = new ArrayList<>();
    boolean failing;
    boolean closed;
    int tidied;
    int misunderstood;

    @Override
    public int keep(List<byte[]> records) throws IOException {
        if (failing) {
            throw new IOException("no space left on device");
        }
        records.forEach(record -> lines.add(new String(record, StandardCharsets.UTF_8)));
        return misunderstood;
    }

    @Override
    public void tidy() {
        tidied++;
    }

    @Override
    public long sizeBytes() {
        return lines.size();
    }

    @Override
    public void close() {
        closed = true;
    }
}
