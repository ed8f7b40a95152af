package dev.pointsman.routing.rules;

import dev.pointsman.routing.facts.KnownText;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of a vocabulary stands in one text; words and patterns are searched for at most once, when first asked for. Instead of the text, what a
 * record knows of it will do. Confined to one evaluation.
 */
final class SearchedText {
    private final Vocabulary vocabulary;
    private final String text;
    private long @Nullable [] words;
    private long @Nullable [] patterns;
    /** What the record cannot tell; null where there is the text itself. */
    private long @Nullable [] unknownWords;

    private long @Nullable [] unknownPatterns;

    private SearchedText(Vocabulary vocabulary, String text) {
        this.vocabulary = vocabulary;
        this.text = text;
    }

    static SearchedText of(Vocabulary vocabulary, String text) {
        return new SearchedText(vocabulary, text);
    }

    static SearchedText remembered(Vocabulary vocabulary, KnownText known, boolean ofSystem) {
        SearchedText searched = new SearchedText(vocabulary, "");
        searched.words = told(vocabulary.words(), known, ofSystem, Boolean.TRUE);
        searched.patterns = told(vocabulary.written(), known, ofSystem, Boolean.TRUE);
        searched.unknownWords = told(vocabulary.words(), known, ofSystem, null);
        searched.unknownPatterns = told(vocabulary.written(), known, ofSystem, null);
        return searched;
    }

    /** Bit set of the words that stand in the text. */
    long[] words() {
        long[] known = words;
        if (known == null) {
            known = vocabulary.automaton().find(text);
            words = known;
        }
        return known;
    }

    /** Bit set of the patterns that match anywhere in it. */
    long[] patterns() {
        long[] known = patterns;
        if (known == null) {
            known = vocabulary.patterns().find(text);
            patterns = known;
        }
        return known;
    }

    /** Whether it is known of all of them if they are in the text. */
    boolean tells(NumberMask someWords, NumberMask somePatterns) {
        long[] noWords = unknownWords;
        long[] noPatterns = unknownPatterns;
        return noWords == null || noPatterns == null || !(someWords.meets(noWords) || somePatterns.meets(noPatterns));
    }

    /** All of the vocabulary that was found. */
    List<String> found() {
        List<String> found = new ArrayList<>(0);
        addNamed(words(), vocabulary.words(), found);
        addNamed(patterns(), vocabulary.written(), found);
        return found;
    }

    private static void addNamed(long[] bits, List<String> names, List<String> found) {
        for (int i = 0; i < bits.length; i++) {
            for (long left = bits[i]; left != 0; left &= left - 1) {
                found.add(names.get(i * 64 + Long.numberOfTrailingZeros(left)));
            }
        }
    }

    /** Bit set of those of which the record tells just that. */
    private static long[] told(List<String> names, KnownText known, boolean ofSystem, @Nullable Boolean telling) {
        long[] bits = new long[(names.size() + 63) >> 6];
        for (int i = 0; i < names.size(); i++) {
            Boolean has = known.has(ofSystem, names.get(i));
            if (telling == null ? has == null : telling.equals(has)) {
                bits[i >> 6] |= 1L << i;
            }
        }
        return bits;
    }
}
