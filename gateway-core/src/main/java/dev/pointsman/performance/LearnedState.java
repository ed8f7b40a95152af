package dev.pointsman.performance;

import dev.pointsman.api.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What ratings have taught and scores have spent, as bytes that outlive the gateway: a line {@code pointsman-learned 1 LENGTH SHA-256}, then JSON. Ages are
 * kept, not moments, so what was learned fades while the gateway is away as it does while it runs. Ratings of answers before a restart cannot be changed after it.
 */
public final class LearnedState {
    /** More bytes are refused unread. */
    public static final int MOST_BYTES = 64 << 20;

    private static final String MAGIC = "pointsman-learned 1 ";
    private static final int HEAD_BYTES = MAGIC.length() + 8 + 1 + 64 + 1;

    private static final int NOTHING =
            ",\"heads\":[],\"drifts\":[],\"explored\":[],\"feedback\":[],\"spend\":[]}".length();

    private LearnedState() {}

    /** Of all that a gateway knows; empty where that is nothing. */
    public static byte[] write(Performance performance, long wallMillis) {
        JsonWriter json = new JsonWriter(4_096);
        json.beginObject();
        json.field("at", wallMillis);
        int nothing = json.length();
        performance.heads().write(json);
        performance.models().write(json);
        performance.spend().write(json);
        json.endObject();
        return json.length() - nothing == NOTHING ? new byte[0] : whole(json.toBytes());
    }

    private static byte[] whole(byte[] body) {
        byte[] head = (MAGIC + stated(body) + "\n").getBytes(StandardCharsets.US_ASCII);
        byte[] whole = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, whole, head.length, body.length);
        return whole;
    }

    /**
     * Has a gateway that has no policy yet go on from what was written.
     *
     * @throws IllegalArgumentException where the bytes are not what {@link #write} gave, whole; some of it may have been taken
     */
    public static void read(byte[] bytes, Performance performance, long wallMillis) {
        if (bytes.length < HEAD_BYTES || !text(bytes, 0, MAGIC.length()).equals(MAGIC)) {
            throw new IllegalArgumentException("it is no state of a gateway, or one of another version");
        }
        byte[] body = Arrays.copyOfRange(bytes, HEAD_BYTES, bytes.length);
        String told = text(bytes, MAGIC.length(), HEAD_BYTES - 1);
        if (!told.equals(stated(body))) {
            throw new IllegalArgumentException("it is cut off or changed: its length or digest does not fit");
        }
        try {
            JsonNode node = JsonMapper.shared().readTree(body);
            long away = Math.max(0, wallMillis - node.path("at").asLong(wallMillis));
            performance.heads().read(node, away);
            performance.models().read(node, away);
            performance.spend().read(node);
        } catch (JacksonException noJson) {
            throw new IllegalArgumentException("it is no JSON", noJson);
        }
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    /** Length and digest. */
    private static String stated(byte[] body) {
        try {
            return "%08x ".formatted(body.length)
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
