package dev.pointsman.server.http.request;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** The codings a request body may come in, undone within bounds: bytes, and bytes per byte sent. */
public enum Inflation {
    NONE,
    GZIP,
    DEFLATE;

    /** Beyond the first MB a body may be this many times its compressed size; text of prompts stays far below. */
    private static final int MOST_TIMES = 200;

    private static final int FREE_BYTES = 1 << 20;

    /**
     * That of a {@code Content-Encoding}; {@link #NONE} for null.
     *
     * @throws GatewayException {@code UNSUPPORTED_MEDIA} for a coding not known here
     */
    public static Inflation of(@Nullable String contentEncoding) {
        if (contentEncoding == null) {
            return NONE;
        }
        return switch (contentEncoding.trim().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> NONE;
            case "gzip", "x-gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default ->
                throw new GatewayException(
                        ErrorKind.UNSUPPORTED_MEDIA,
                        "the content encoding of the request is not supported; send gzip, deflate or none");
        };
    }

    /**
     * The plain bytes.
     *
     * @param limit most plain bytes
     * @param growth told of memory before it is taken; may refuse by throwing
     * @throws GatewayException {@code TOO_LARGE}, {@code INVALID_REQUEST} for broken data
     */
    public byte[] inflate(byte[] packed, int limit, LongConsumer growth) {
        long bound = Math.min(limit, Math.max(FREE_BYTES, (long) packed.length * MOST_TIMES));
        try (InputStream in = open(packed)) {
            return read(in, (int) bound, growth);
        } catch (IOException broken) {
            throw new GatewayException(ErrorKind.INVALID_REQUEST, "the compressed request body is broken", broken);
        }
    }

    private InputStream open(byte[] packed) throws IOException {
        InputStream in = new ByteArrayInputStream(packed);
        return switch (this) {
            case NONE -> in;
            case GZIP -> new GZIPInputStream(in, 8 << 10);
            case DEFLATE -> hasZlibHeader(packed) ? new InflaterInputStream(in) : new RawInflaterStream(in);
        };
    }

    /** Some clients send deflate without the zlib wrapper that RFC 9110 section 8.4.1.2 asks for. */
    private static boolean hasZlibHeader(byte[] packed) {
        return packed.length >= 2
                && (packed[0] & 0x0f) == 8
                && (((packed[0] & 0xff) << 8) | (packed[1] & 0xff)) % 31 == 0;
    }

    private static byte[] read(InputStream in, int bound, LongConsumer growth) throws IOException {
        byte[] plain = new byte[0];
        int size = 0;
        while (true) {
            if (size == plain.length) {
                if (size == bound) {
                    if (in.read() >= 0) {
                        throw RequestBody.tooLarge(bound);
                    }
                    return plain;
                }
                int capacity = (int) Math.min(bound, Math.max(16L << 10, plain.length * 2L));
                growth.accept(capacity - plain.length);
                plain = Arrays.copyOf(plain, capacity);
            }
            int count = in.read(plain, size, plain.length - size);
            if (count < 0) {
                return Arrays.copyOf(plain, size);
            }
            size += count;
        }
    }

    private static final class RawInflaterStream extends InflaterInputStream {
        RawInflaterStream(InputStream in) {
            super(in, new Inflater(true));
        }

        @Override
        public void close() throws IOException {
            super.close();
            inf.end();
        }
    }
}
