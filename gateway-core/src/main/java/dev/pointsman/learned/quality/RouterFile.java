package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.FileOutput;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptSpace;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;

/**
 * A trained router as bytes.
 *
 * <p>Big-endian: {@code PMRT}, format version (int), the {@linkplain RouterCard card}, the models with their costs, the {@linkplain PromptSpace space}
 * (n-grams, rarities, projection), the stored prompts, what the method learned, what a prompt costs; last the SHA-256 of all before. The same router gives the same bytes.
 * Reading checks every number before room is made for what it announces, so that bytes that are no router are refused, whatever they are.
 */
public final class RouterFile {
    /** More bytes are refused unread. */
    public static final int MOST_BYTES = 100 << 20;

    private static final int MAGIC = 0x504d5254;
    private static final int VERSION = 3;
    private static final int HEAD_BYTES = 8;
    private static final int DIGEST_BYTES = 32;
    private static final int MOST_MODELS = 256;
    private static final int MOST_NAME_BYTES = 400;

    private RouterFile() {}

    public static byte[] write(LearnedRouter router) {
        FileOutput out = new FileOutput();
        out.number(MAGIC).number(VERSION);
        router.card().write(out);
        out.number(router.models().size());
        double[] costs = router.costs().meansUsd();
        for (int model = 0; model < costs.length; model++) {
            out.text(router.models().get(model)).number(costs[model]);
        }
        router.space().write(out);
        router.stored().write(out);
        router.scorer().write(out);
        router.costs().write(out);
        byte[] body = out.bytes();
        byte[] whole = Arrays.copyOf(body, body.length + DIGEST_BYTES);
        System.arraycopy(digest(body, body.length), 0, whole, body.length, DIGEST_BYTES);
        return whole;
    }

    /**
     * The router of a file.
     *
     * @throws RefusedFile where the bytes are not what {@link #write} gave, whole and of a version known here
     */
    public static LearnedRouter read(byte[] bytes) throws RefusedFile {
        if (bytes.length < HEAD_BYTES + DIGEST_BYTES || ByteBuffer.wrap(bytes).getInt() != MAGIC) {
            throw new RefusedFile("it is no router (expected: a file that \"gateway train\" wrote)");
        }
        if (bytes.length > MOST_BYTES) {
            throw new RefusedFile("it has " + bytes.length + " bytes (expected: up to " + MOST_BYTES + ")");
        }
        int version = ByteBuffer.wrap(bytes).getInt(4);
        if (version != VERSION) {
            throw new RefusedFile("its format has version " + version + " (expected: " + VERSION + "); train it again");
        }
        int end = bytes.length - DIGEST_BYTES;
        if (!Arrays.equals(digest(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length))) {
            throw new RefusedFile("it is cut off or changed: its digest does not fit; copy or train it again");
        }
        FileInput in = new FileInput(ByteBuffer.wrap(bytes, HEAD_BYTES, end - HEAD_BYTES));
        LearnedRouter router = read(in);
        in.end();
        return router;
    }

    private static LearnedRouter read(FileInput in) throws RefusedFile {
        RouterCard card = RouterCard.read(in);
        int count = in.count(1, MOST_MODELS, "models");
        List<String> models = new ArrayList<>();
        double[] costs = new double[count];
        for (int model = 0; model < count; model++) {
            models.add(in.text(1, MOST_NAME_BYTES, "models' names"));
            costs[model] = in.numberOrNone("costs");
            if (costs[model] < 0) {
                throw new RefusedFile("a cost is below 0; train it again");
            }
        }
        if (new HashSet<>(models).size() != count) {
            throw new RefusedFile("two of its models have one name; train it again");
        }
        PromptSpace space = PromptSpace.read(in);
        StoredPrompts stored = StoredPrompts.read(in, space, count);
        Scorer scorer = card.kind().scorer(in, space, stored);
        return new LearnedRouter(card, models, PromptCosts.read(in, costs, space.denseSize()), space, stored, scorer);
    }

    private static byte[] digest(byte[] bytes, int length) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(bytes, 0, length);
            return sha256.digest();
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
