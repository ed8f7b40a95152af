package dev.pointsman.server.transport;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Inflates a reply that came compressed although plain bytes were asked for, within bounds: of its size, and of the ratio once it is larger
 * than 1 MB. Source: RFC 1952 (gzip), RFC 1950 (deflate).
 */
final class Inflation implements AutoCloseable {
    private static final int PIECE = 64 << 10;
    private static final long RATIO_COUNTS_FROM = 1 << 20;
    private static final int MOST_RATIO = 200;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int HEADER_SUM = 2;

    /** Not what was announced, or too large. */
    static final class Broken extends Exception {
        Broken(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }

    private enum At {
        HEADER,
        EXTRA_LENGTH,
        EXTRA_BYTES,
        TEXT,
        BODY,
        TRAILER,
        DONE
    }

    private final Inflater inflater;
    private final boolean gzip;
    private final long limit;
    private final CRC32 sum = new CRC32();
    private At at;
    /** Bytes seen of the current part of the gzip framing. */
    private int seen;

    private int flags;
    private int extraBytes;
    private long trailer;
    private long consumed;
    private long produced;

    private Inflation(boolean gzip, long limit) {
        this.gzip = gzip;
        this.limit = limit;
        this.inflater = new Inflater(gzip);
        this.at = gzip ? At.HEADER : At.BODY;
    }

    /** Null for a coding that is not known. */
    static @Nullable Inflation of(String contentEncoding, long limit) {
        if (contentEncoding.equalsIgnoreCase("gzip") || contentEncoding.equalsIgnoreCase("x-gzip")) {
            return new Inflation(true, limit);
        }
        return contentEncoding.equalsIgnoreCase("deflate") ? new Inflation(false, limit) : null;
    }

    /** Whether all was well up to the end; a reply without any body is. */
    boolean whole() {
        return at == At.DONE || consumed == 0;
    }

    void feed(byte[] bytes, Consumer<byte[]> plain) throws Broken {
        int next = 0;
        while (next < bytes.length) {
            if (at == At.BODY) {
                next += inflate(bytes, next, plain);
            } else {
                framing(bytes[next++] & 0xff);
                consumed++;
            }
        }
    }

    private int inflate(byte[] bytes, int from, Consumer<byte[]> plain) throws Broken {
        int given = bytes.length - from;
        inflater.setInput(bytes, from, given);
        consumed += given;
        while (!inflater.finished()) {
            byte[] piece = new byte[PIECE];
            int made = inflated(piece);
            if (made == 0) {
                break;
            }
            produced += made;
            if (produced > limit || (produced > RATIO_COUNTS_FROM && produced > consumed * MOST_RATIO)) {
                throw new Broken("a compressed reply that is too large", null);
            }
            sum.update(piece, 0, made);
            plain.accept(made == PIECE ? piece : Arrays.copyOf(piece, made));
        }
        int left = inflater.getRemaining();
        if (inflater.finished()) {
            at = gzip ? At.TRAILER : At.DONE;
            seen = 0;
        }
        consumed -= left;
        return given - left;
    }

    private int inflated(byte[] piece) throws Broken {
        try {
            int made = inflater.inflate(piece);
            if (inflater.needsDictionary()) {
                throw new Broken("a compressed reply that asks for a dictionary", null);
            }
            return made;
        } catch (DataFormatException e) {
            throw new Broken("a compressed reply that is damaged", e);
        }
    }

    private void framing(int octet) throws Broken {
        switch (at) {
            case HEADER -> header(octet);
            case EXTRA_LENGTH -> {
                extraBytes |= octet << (8 * seen++);
                if (seen == 2) {
                    flags &= ~EXTRA;
                    at = At.EXTRA_BYTES;
                    skipEmpty();
                }
            }
            case EXTRA_BYTES -> {
                extraBytes--;
                skipEmpty();
            }
            case TEXT -> {
                if (octet == 0) {
                    nextPart();
                }
            }
            case TRAILER -> trailer(octet);
            case BODY, DONE -> throw new Broken("a compressed reply with bytes after its end", null);
        }
    }

    private void header(int octet) throws Broken {
        boolean right = switch (seen) {
            case 0 -> octet == 0x1f;
            case 1 -> octet == 0x8b;
            case 2 -> octet == 8;
            default -> true;
        };
        if (!right) {
            throw new Broken("a reply that says gzip and is not", null);
        }
        if (seen == 3) {
            flags = octet;
        }
        if (++seen == 10) {
            nextPart();
        }
    }

    private void skipEmpty() {
        if (extraBytes == 0) {
            nextPart();
        }
    }

    /** The optional parts of the header, in their order. */
    private void nextPart() {
        seen = 0;
        if ((flags & EXTRA) != 0) {
            at = At.EXTRA_LENGTH;
        } else if ((flags & NAME) != 0) {
            flags &= ~NAME;
            at = At.TEXT;
        } else if ((flags & COMMENT) != 0) {
            flags &= ~COMMENT;
            at = At.TEXT;
        } else if ((flags & HEADER_SUM) != 0) {
            flags &= ~HEADER_SUM;
            extraBytes = 2;
            at = At.EXTRA_BYTES;
        } else {
            at = At.BODY;
        }
    }

    /** The checksum and the length, both 32 bits, little end first. */
    private void trailer(int octet) throws Broken {
        trailer |= (long) octet << (8 * seen++);
        if (seen == 8) {
            if (trailer != (sum.getValue() | ((produced & 0xffff_ffffL) << 32))) {
                throw new Broken("a compressed reply whose checksum is wrong", null);
            }
            at = At.DONE;
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
