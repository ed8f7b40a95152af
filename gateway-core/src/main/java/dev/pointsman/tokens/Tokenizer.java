package dev.pointsman.tokens;

import com.knuddels.jtokkit.api.EncodingType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer that is known: which models it is of, and how many tokens it makes of a text.
 *
 * <p>Its vocabulary is loaded when it is first asked for, once in a process: about 0.3 seconds for {@link #O200K}, of which 34 MB of heap stay. Safe for use by
 * several threads.
 */
public enum Tokenizer {
    O200K,
    CL100K;

    /** By a provider's name of a model ({@code openai/gpt-4o-mini}, {@code ft:gpt-4o:org}); null where it is not known. */
    public static @Nullable Tokenizer of(String model) {
        String name = model.substring(model.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        String plain = name.startsWith("ft:") ? name.substring(3) : name;
        for (Tokenizer each : values()) {
            if (each.families().stream().anyMatch(family -> belongs(plain, family))) {
                return each;
            }
        }
        return null;
    }

    /** Families of models whose tokenizer is known. */
    static List<String> known() {
        return List.of("gpt-5", "gpt-4.1", "gpt-4o", "gpt-4", "gpt-3.5", "o1", "o3", "o4", "text-embedding-3");
    }

    /** Source: tiktoken, model.py, 2026-08. One that ends with a dot stands for all its minor versions. */
    private List<String> families() {
        return switch (this) {
            case O200K -> List.of("gpt-4o", "chatgpt-4o", "gpt-4.1", "gpt-4.5", "gpt-5", "gpt-5.", "o1", "o3", "o4");
            case CL100K -> List.of("gpt-4", "gpt-3.5", "gpt-35", "text-embedding-3", "text-embedding-ada");
        };
    }

    private static boolean belongs(String model, String family) {
        if (!model.startsWith(family)) {
            return false;
        }
        int end = family.length();
        return model.length() == end || family.endsWith(".") || model.charAt(end) == '-' || model.charAt(end) == ':';
    }

    /** The word of policies and records. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** By its word; null where there is no such tokenizer. */
    public static @Nullable Tokenizer named(String word) {
        for (Tokenizer each : values()) {
            if (each.word().equals(word)) {
                return each;
            }
        }
        return null;
    }

    /**
     * Tokens of a text, special ones taken as plain text. Exact, but for a stretch of more than {@value BytePairs#STRETCH} characters in which no
     * word ends: that is counted in parts, which may make a token more of each cut.
     */
    public int count(String text) {
        return pairs().count(text);
    }

    /** Loads the vocabulary where that is not done yet. Blocks; not for event loops. */
    void load() {
        pairs();
    }

    private BytePairs pairs() {
        return switch (this) {
            case O200K -> O200kPairs.LOADED;
            case CL100K -> Cl100kPairs.LOADED;
        };
    }

    private static final class O200kPairs {
        static final BytePairs LOADED = new BytePairs(EncodingType.O200K_BASE);
    }

    private static final class Cl100kPairs {
        static final BytePairs LOADED = new BytePairs(EncodingType.CL100K_BASE);
    }
}
