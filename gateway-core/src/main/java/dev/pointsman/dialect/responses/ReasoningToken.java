package dev.pointsman.dialect.responses;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/**
 * What our reasoning items carry from one turn to the next in {@code encrypted_content}: the blocks that their provider wants back as they
 * were ({@code thinking_blocks}), as JSON in base64. A mark in front tells ours from OpenAI's, which nobody else can read. Not encrypted:
 * the client could see and change the same blocks as a client of chats.
 */
final class ReasoningToken {
    /** First characters of the ids of our responses and their items, behind {@code resp_} and {@code rs_}. */
    static final String ID_MARK = "pm";

    /** First characters of our tokens. */
    static final String MARK = "pm1.";

    private static final JsonMapper MAPPER = new JsonMapper();

    private ReasoningToken() {}

    /** Of the elements of a JSON array, commas between them; may be empty. Fit for a JSON string. */
    static String mint(byte[] blocks) {
        byte[] array = new byte[blocks.length + 2];
        array[0] = '[';
        System.arraycopy(blocks, 0, array, 1, blocks.length);
        array[array.length - 1] = ']';
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(array);
    }

    /** The blocks; null where the token is not ours or is broken. */
    static @Nullable ArrayNode read(String token) {
        if (!token.startsWith(MARK)) {
            return null;
        }
        try {
            byte[] array =
                    Base64.getUrlDecoder().decode(token.substring(MARK.length()).getBytes(StandardCharsets.US_ASCII));
            return MAPPER.readTree(array) instanceof ArrayNode blocks && objects(blocks) ? blocks : null;
        } catch (IllegalArgumentException | JacksonException broken) {
            return null;
        }
    }

    private static boolean objects(ArrayNode blocks) {
        for (JsonNode block : blocks) {
            if (!block.isObject()) {
                return false;
            }
        }
        return true;
    }

    /** Whether an item's id is one that we made. */
    static boolean oursById(String id) {
        return id.startsWith("rs_" + ID_MARK);
    }
}
