package dev.pointsman.session;

import dev.pointsman.session.Remembered.Place;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a conversation, as bytes for other gateways: a version, the model, and deployments with the length of their last prompt and how long before
 * the last reply they answered.
 */
final class RememberedBytes {
    private static final int VERSION = 1;
    private static final int MOST_PLACES = 8;

    private RememberedBytes() {}

    static byte[] of(Remembered remembered) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);
        try {
            write(new DataOutputStream(bytes), remembered);
        } catch (IOException memoryHasNone) {
            throw new UncheckedIOException(memoryHasNone);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, Remembered remembered) throws IOException {
        out.writeByte(VERSION);
        out.writeUTF(remembered.model());
        out.writeByte(remembered.places().size());
        for (Place place : remembered.places()) {
            out.writeUTF(place.deployment());
            out.writeInt(place.promptTokens());
            out.writeLong(remembered.atNanos() - place.atNanos());
        }
    }

    /**
     * Reads it; null where it is of no such form.
     *
     * @param atNanos when the last reply ended, on this gateway's monotonic clock
     */
    static @Nullable Remembered read(SessionId id, byte[] bytes, long atNanos) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            if (in.readByte() != VERSION) {
                return null;
            }
            String model = in.readUTF();
            int count = in.readByte();
            List<Place> places = new ArrayList<>();
            for (int i = 0; i < count && i < MOST_PLACES; i++) {
                String deployment = in.readUTF();
                int promptTokens = in.readInt();
                long before = in.readLong();
                if (promptTokens < 0 || before < 0) {
                    return null;
                }
                places.add(new Place(deployment, promptTokens, atNanos - before));
            }
            boolean whole = count >= 0 && count <= MOST_PLACES && in.read() < 0;
            return whole ? new Remembered(id, id.text(), model, places, atNanos) : null;
        } catch (IOException noSuchForm) {
            return null;
        }
    }
}
