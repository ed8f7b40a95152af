package dev.pointsman.learned.quality;

import dev.pointsman.learned.file.FileInput;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptSpace;
import java.util.Locale;
import java.util.Optional;

/** The methods by which what a model's answer is worth is learned. */
public enum RouterKind {
    /** See {@link SimilarityRanking}. */
    SW,
    /** See {@link LowRankLogits}. */
    MF,
    /** See {@link NgramLogits}. */
    CLASSIFIER,
    /** See {@link NearestPrompts}. */
    KNN,
    /** See {@link ClusterMeans}. */
    CLUSTER,
    /** See {@link TaskMixture}. */
    TWO_STAGE,
    /** See {@link Blend}. */
    BLEND;

    private static final int MOST_WORD_BYTES = 32;

    private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** As it is written in commands and files. */
    public String word() {
        return word;
    }

    /** The kind of that word. */
    public static Optional<RouterKind> named(String word) {
        for (RouterKind kind : values()) {
            if (kind.word.equals(word)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    static RouterKind read(FileInput in) throws RefusedFile {
        String word = in.text(1, MOST_WORD_BYTES, "kind");
        return named(word)
                .orElseThrow(() -> new RefusedFile("it is of a kind that is not known here; use the gateway's version"
                        + " that trained it, or train it again"));
    }

    /** What {@link Scorer#write} wrote. */
    Scorer scorer(FileInput in, PromptSpace space, StoredPrompts stored) throws RefusedFile {
        int models = stored.models();
        return switch (this) {
            case SW -> new SimilarityRanking(stored);
            case MF -> LowRankLogits.read(in, space.denseSize(), models);
            case CLASSIFIER -> NgramLogits.read(in, space.ngrams().size(), models);
            case KNN -> NearestPrompts.read(in, stored);
            case CLUSTER -> ClusterMeans.read(in, space.denseSize(), models);
            case TWO_STAGE -> TaskMixture.read(in, space.denseSize(), models);
            case BLEND -> Blend.read(in, space, stored);
        };
    }
}
