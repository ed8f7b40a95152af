package dev.pointsman.ledger;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Remembers all lines that come to it. */
public final class KeptLines implements LineLedger {
    private final List<String> lines = new ArrayList<>();
    private boolean closed;

    public List<String> lines() {
        return lines;
    }

    boolean closed() {
        return closed;
    }

    @Override
    public void append(byte[] line, int length) {
        lines.add(new String(line, 0, length, StandardCharsets.UTF_8));
    }

    @Override
    public long lost() {
        return 7;
    }

    @Override
    public void close() {
        closed = true;
    }
}
