package dev.pointsman.tokens;

import dev.pointsman.config.ConfigNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the prompt tokens of a model's requests are told.
 *
 * @param tokenizer what counts them; null where they are estimated
 * @param underBytes most bytes of text that are counted, as they stand in the body; longer prompts are estimated
 */
public record Counting(@Nullable Tokenizer tokenizer, int underBytes) {
    /** About 0.2 ms of an event loop; see docs/decisions/023. */
    public static final int UNDER_BYTES = 4_000;

    static final int MOST_BYTES = 32_000;

    public static final Counting ESTIMATE = new Counting(null, UNDER_BYTES);

    private enum Way {
        ESTIMATE,
        EXACT,
        O200K,
        CL100K
    }

    /**
     * Reads {@code exact}, {@code estimate}, the name of a tokenizer, or {@code { count: exact, under: 8k }}.
     *
     * @param models names that the providers have for the model; they tell the tokenizer where it is not named
     */
    public static Counting from(ConfigNode node, List<String> models) {
        if (!node.isMap()) {
            return new Counting(tokenizer(node, models), UNDER_BYTES);
        }
        node.onlyKeys("count", "under");
        ConfigNode count = node.required("count");
        return new Counting(
                count == null ? null : tokenizer(count, models),
                node.read("under", UNDER_BYTES, (under, usual) -> under(under)));
    }

    /** Has what counts at hand. Blocks while it is loaded. */
    public void load() {
        if (tokenizer != null) {
            tokenizer.load();
        }
    }

    private static int under(ConfigNode node) {
        int bytes = node.count(UNDER_BYTES);
        if (bytes < 1 || bytes > MOST_BYTES) {
            node.problem("expected 1 to 32k bytes of text but found \"" + node.text() + "\"");
        }
        return bytes;
    }

    private static @Nullable Tokenizer tokenizer(ConfigNode node, List<String> models) {
        return switch (node.oneOf(Way.class, Way.ESTIMATE)) {
            case ESTIMATE -> null;
            case EXACT -> ofAll(node, models);
            case O200K -> Tokenizer.O200K;
            case CL100K -> Tokenizer.CL100K;
        };
    }

    private static @Nullable Tokenizer ofAll(ConfigNode node, List<String> models) {
        Tokenizer all = null;
        for (String model : models) {
            Tokenizer its = Tokenizer.of(model);
            if (its == null) {
                node.problem("the tokenizer of \"" + model + "\" is not known; known are those of "
                        + String.join(", ", Tokenizer.known())
                        + ": where it has the same as one of these, name it (o200k or cl100k), else use estimate");
                return null;
            }
            if (all != null && all != its) {
                node.problem("deployments of one model count by " + all.word() + " and by " + its.word()
                        + ": expected one tokenizer, or estimate");
                return null;
            }
            all = its;
        }
        return all;
    }
}
