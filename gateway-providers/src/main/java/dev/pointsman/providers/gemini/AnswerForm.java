package dev.pointsman.providers.gemini;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import dev.pointsman.providers.gemini.request.ThoughtSignatures;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What an answer answers, and what it needs to be written.
 *
 * @param oneCall the client allows one call at most; further ones are left out
 * @param blockedFails a refused prompt is an error, else an answer that says so
 * @param model by Google's name, told where the answer names none
 * @param asked the client's request: ids are made from it where Google gives none at all
 */
record AnswerForm(
        ReplyForm chat,
        boolean streamed,
        boolean oneCall,
        boolean blockedFails,
        String model,
        ApiRequest asked,
        FinishReasons reasons,
        ThoughtSignatures signatures,
        @Nullable Secret key) {
    /** Google gives no more than these at once. */
    static final int MOST_CHOICES = 8;

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final int ID_CHARS = 22;

    /** Of the answer, where Google gives none: the same for the same request. */
    String answerId() {
        return "chatcmpl-" + hash(asked.body(), "");
    }

    /** Of a call, where Google gives none: the same for the same answer and place, and no other. */
    String callId(String responseId, int choice, int number, String name) {
        String place = choice + "/" + number + "/" + name;
        byte[] seed = responseId.isEmpty() ? asked.body() : responseId.getBytes(StandardCharsets.UTF_8);
        return "call_" + hash(seed, place);
    }

    private static String hash(byte[] seed, String place) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(seed);
            byte[] sum = digest.digest(place.getBytes(StandardCharsets.UTF_8));
            StringBuilder hex = new StringBuilder(ID_CHARS);
            for (int i = 0; i < ID_CHARS / 2; i++) {
                hex.append(HEX[(sum[i] >> 4) & 15]).append(HEX[sum[i] & 15]);
            }
            return hex.toString();
        } catch (NoSuchAlgorithmException broken) {
            throw new IllegalStateException("every Java has SHA-256", broken);
        }
    }
}
