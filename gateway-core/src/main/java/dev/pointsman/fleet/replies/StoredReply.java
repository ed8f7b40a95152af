package dev.pointsman.fleet.replies;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.api.Usage.Dear;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.CachedReply.Origin;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a kept reply, one behind the other: numbers as Java's {@link DataOutputStream} writes them, texts and pieces with their length before
 * them, what may be missing with a word before it that says so.
 */
final class StoredReply {
    private static final int MOST_ITEMS = 1 << 16;
    private static final int OK = 200;

    private StoredReply() {}

    /** @param madeMillis when it was whole, Unix time */
    static byte[] write(CachedReply reply, long madeMillis) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(reply.weightBytes());
        try {
            write(new DataOutputStream(bytes), reply, madeMillis);
        } catch (IOException memoryHasNone) {
            throw new UncheckedIOException(memoryHasNone);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, CachedReply reply, long madeMillis) throws IOException {
        out.writeLong(madeMillis);
        out.writeInt(reply.head().status());
        text(out, reply.head().contentType());
        out.writeLong(reply.head().bodyBytes());
        origin(out, reply.origin());
        out.writeInt(reply.body().size());
        for (byte[] piece : reply.body()) {
            out.writeInt(piece.length);
            out.write(piece);
        }
    }

    private static void origin(DataOutputStream out, Origin origin) throws IOException {
        text(out, origin.key());
        text(out, origin.model());
        text(out, origin.deployment());
        usage(out, origin.usage());
        out.writeLong(origin.costNanos());
        orNothing(out, origin.finishReason());
        out.writeBoolean(origin.finishKnown());
        out.writeInt(origin.dropped().size());
        for (String each : origin.dropped()) {
            text(out, each);
        }
    }

    private static void usage(DataOutputStream out, Usage usage) throws IOException {
        out.writeLong(usage.input());
        out.writeLong(usage.cachedRead());
        out.writeLong(usage.cacheWrite());
        out.writeLong(usage.output());
        out.writeLong(usage.reasoning());
        out.writeLong(usage.dear().audioIn());
        out.writeLong(usage.dear().audioOut());
        out.writeLong(usage.dear().hourWrite());
        orNothing(out, usage.dear().tier());
        Usage billed = usage.billed();
        out.writeBoolean(billed != null);
        if (billed != null) {
            usage(out, billed);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static void orNothing(DataOutputStream out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            text(out, text);
        }
    }

    /**
     * Reads what {@link #write} wrote; fails where it is anything else.
     *
     * @param clocks from Unix time in milliseconds to this gateway's monotonic clock
     */
    static CachedReply read(DataInputStream in, Clocks clocks) throws IOException {
        long atNanos = clocks.nanos(in.readLong());
        int status = in.readInt();
        if (status != OK) {
            throw new IOException("a reply of status " + status);
        }
        ReplyHead head = new ReplyHead(status, text(in), in.readLong(), List.of());
        Origin origin = origin(in, atNanos);
        int pieces = count(in);
        List<byte[]> body = new ArrayList<>(pieces);
        for (int i = 0; i < pieces; i++) {
            body.add(bytes(in));
        }
        if (in.read() >= 0) {
            throw new IOException("more than a reply");
        }
        return new CachedReply(head, body, origin);
    }

    /** Tells times of the fleet on this gateway's monotonic clock. */
    interface Clocks {
        long nanos(long unixMillis);
    }

    private static Origin origin(DataInputStream in, long atNanos) throws IOException {
        String key = text(in);
        String model = text(in);
        String deployment = text(in);
        Usage usage = usage(in);
        long costNanos = in.readLong();
        String finishReason = in.readBoolean() ? text(in) : null;
        boolean finishKnown = in.readBoolean();
        int count = count(in);
        List<String> dropped = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            dropped.add(text(in));
        }
        return new Origin(key, model, deployment, usage, costNanos, finishReason, finishKnown, dropped, atNanos);
    }

    private static Usage usage(DataInputStream in) throws IOException {
        long input = in.readLong();
        long cachedRead = in.readLong();
        long cacheWrite = in.readLong();
        long output = in.readLong();
        long reasoning = in.readLong();
        Dear dear = new Dear(in.readLong(), in.readLong(), in.readLong(), in.readBoolean() ? text(in) : null);
        return new Usage(input, cachedRead, cacheWrite, output, reasoning, in.readBoolean() ? usage(in) : null, dear);
    }

    private static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MOST_ITEMS) {
            throw new IOException(count + " items");
        }
        return count;
    }

    private static String text(DataInputStream in) throws IOException {
        return new String(bytes(in), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException(length + " bytes of " + in.available());
        }
        return in.readNBytes(length);
    }
}
