package dev.pointsman.balance;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.catalog.RequestKey;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

/**
 * The part of a request that keeps it together with others, as a hash of 64 bits: the same in every process, for it is made of the bytes
 * alone (after FNV-1a, then the finaliser of SplitMix64).
 */
final class RequestHash {
    /** So much of a prompt's beginning counts. */
    static final int PREFIX_BYTES = 4096;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] ROLE = JsonText.ascii("role");
    private static final byte[] USER = JsonText.ascii("user");
    private static final long BASIS = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;
    private static final List<String> SYSTEM = List.of("system", "instructions");
    private static final List<String> PROMPTS = List.of("messages", "input", "prompt", "query");

    private RequestHash() {}

    /** The hash of the first key that the request has; of its draw where it has none, which spreads such requests. */
    static long of(Pick pick, List<RequestKey> keys) {
        for (int i = 0; i < keys.size(); i++) {
            RequestKey key = keys.get(i);
            ApiRequest request = pick.request();
            String text = switch (key.source()) {
                case HEADER -> request.headers().first(key.name());
                case METADATA -> request.facts().metadata().get(key.name());
                case USER -> request.facts().user();
                case PREFIX -> null;
            };
            if (text != null && !text.isEmpty()) {
                return of(text);
            }
            if (key.source() == RequestKey.Source.PREFIX && request.endpoint().form() == Endpoint.Form.JSON) {
                long hash = prefix(request);
                if (hash != BASIS) {
                    return mix(hash);
                }
            }
        }
        return mix(Double.doubleToLongBits(pick.draw()));
    }

    static long of(String text) {
        long hash = BASIS;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return mix(hash);
    }

    static long mix(long seed) {
        long z = seed + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /**
     * Of the system's words and all messages up to the first of the user, as they stand in the body: a conversation that goes on begins with
     * the same bytes. The basis where there is no prompt.
     */
    private static long prefix(ApiRequest request) {
        JsonFields fields = request.fields();
        long hash = BASIS;
        int left = PREFIX_BYTES;
        for (int i = 0; i < SYSTEM.size(); i++) {
            int field = fields.indexOf(SYSTEM.get(i));
            if (field >= 0) {
                int end = Math.min(fields.end(field), fields.start(field) + left);
                hash = bytes(hash, request.body(), fields.start(field), end);
                left -= end - fields.start(field);
            }
        }
        for (int i = 0; i < PROMPTS.size(); i++) {
            int field = fields.indexOf(PROMPTS.get(i));
            if (field >= 0) {
                int start = fields.start(field);
                int end = Math.min(opening(request.body(), start, fields.end(field)), start + left);
                return bytes(hash, request.body(), start, end);
            }
        }
        return hash;
    }

    /** Where the first message of the user ends; where the prompt does, if there is none, or it is not made of messages. */
    private static int opening(byte[] body, int start, int end) {
        if (body[start] != '[') {
            return end;
        }
        JsonCursor cursor = new JsonCursor(body, start, end);
        cursor.beginArray();
        while (cursor.nextElement() && cursor.offset() - start < PREFIX_BYTES) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            boolean user = false;
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.nameIs(ROLE) && cursor.peek() == '"') {
                    cursor.skipString();
                    user = cursor.textIs(USER);
                } else {
                    cursor.skipValue();
                }
            }
            if (user) {
                return cursor.offset();
            }
        }
        return end;
    }

    /** Eight bytes at a time, then one by one. */
    private static long bytes(long from, byte[] body, int start, int end) {
        long hash = from;
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (hash ^ (long) LONGS.get(body, at)) * PRIME;
            hash ^= hash >>> 29;
        }
        for (; at < end; at++) {
            hash = (hash ^ (body[at] & 0xff)) * PRIME;
        }
        return hash;
    }
}
