package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.ApiRequest;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a reply should be, as far as its request tells.
 *
 * @param asked the model as the client called it
 * @param publicModel takes the place of the provider's name for it; null leaves that
 * @param choices how many were asked for
 * @param created Unix seconds, where the provider tells none
 * @param seed of ids the provider does not give: the same for the same request
 * @param thinkTags reasoning comes as text between think tags
 */
public record ReplyShape(
        String asked,
        @Nullable String publicModel,
        boolean includeUsage,
        int choices,
        long created,
        LongSupplier seed,
        boolean thinkTags) {
    private static final String LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LETTERS = 24;

    public static ReplyShape of(ApiRequest request, boolean restoreModel, long created, boolean thinkTags) {
        String asked = request.facts().model();
        return new ReplyShape(
                asked,
                restoreModel ? asked : null,
                request.facts().includeUsage(),
                request.facts().choices(),
                created,
                () -> request.body().length * 31L + Arrays.hashCode(request.body()),
                thinkTags);
    }

    /** Of a reply without one. */
    String replyId() {
        return "chatcmpl-" + letters(-1);
    }

    /** Of a call without one. */
    String callId(int choice, int number) {
        return "call_" + letters(choice * 4096L + number);
    }

    private String letters(long which) {
        SplittableRandom random = new SplittableRandom(seed.getAsLong() * 1_000_003 + which);
        StringBuilder id = new StringBuilder(ID_LETTERS);
        for (int i = 0; i < ID_LETTERS; i++) {
            id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return id.toString();
    }
}
