package dev.pointsman.signal;

import org.jspecify.annotations.Nullable;

/**
 * The language of a text by its script, or for the Latin script by its stop words; null where that does not tell. A stop word of several
 * languages counts for each a part. One pass over the first {@value #SAMPLE_CHARACTERS} characters, in blocks of {@value #BLOCK}; it ends with
 * a block after which a Latin language is so far ahead that the rest would hardly change it.
 */
final class LanguageGuess {
    private static final int SAMPLE_CHARACTERS = 1_024;
    private static final int BLOCK = 256;

    /**
     * What a language needs to be told.
     *
     * @param words stop words of it
     * @param share of all words
     * @param lead this many times the points of the second
     */
    private record Needs(double words, double share, double lead) {}

    private static final Needs AT_THE_END = new Needs(0.9, 0.12, 1.4);
    private static final Needs BEFORE_IT = new Needs(6, 0.15, 2.5);
    private static final String[] LATIN = {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "tr"};
    private static final String[] STOP_WORDS = {
        "the and of to in is are was that this it for with you what how not have be can there do my we please which an",
        "der die das und ist nicht ein eine ich zu mit den von für auf wie was wir sie es bitte dem im kann auch sind",
        "le la les et est un une des je vous que pour dans pas ce qui sur avec plus du au nous sont cette comment il",
        "el la los las y es un una que de en por para con no se como está qué lo del más son este cuál mi pero",
        "il lo la gli e è un una che di per con non sono come si del della questo anche più mi cosa nel dei ho",
        "o a os as e é um uma que de em para com não se como por do da mais são isso qual meu está você no na",
        "de het een en is niet van ik je dat op te voor met zijn wat hoe maar ook aan kan naar deze wij wordt",
        "i w na nie jest to się że z do jak co od po czy są dla ale tak przez tego proszę może który oraz",
        "och att det är en ett som på inte jag för med av till den hur vad kan har om vi du men var från",
        "ve bir bu için ne ile de da mi nasıl çok var daha gibi değil olarak ben sen kadar ama lütfen olan en"
    };
    private static final StopWords COMMON = new StopWords(STOP_WORDS);
    /** The points of a word: a multiple of 1 to 10, so that they part among languages without a rest. */
    private static final int POINTS = 2_520;

    private final int[] weights = new int[Script.COUNT];
    private boolean otherScripts;
    /** Words of each group of stop words. */
    private final int[] found = new int[COMMON.groups()];

    private int words;
    private int latinLetters;
    /** Of the word under way. */
    private long word;

    private int size;

    private LanguageGuess(String text, int length) {
        char[] block = new char[Math.min(length, BLOCK)];
        long[] ended = new long[block.length];
        for (int from = 0; from < length && !clear(); from += BLOCK) {
            int to = Math.min(length, from + BLOCK);
            text.getChars(from, to, block, 0);
            count(ended, read(block, to - from, ended));
        }
        if (size > 0) {
            ended[0] = StopWords.ended(word, size);
            count(ended, 1);
        }
        weights[Script.LATIN.place()] = latinLetters;
    }

    /**
     * Takes words apart without a branch, since no processor foresees where a word ends.
     *
     * @param ended takes the words that end
     * @return how many do
     */
    private int read(char[] block, int length, long[] ended) {
        int count = 0;
        int letters = 0;
        int itsSize = size;
        long itsLetters = word;
        for (int i = 0; i < length; i++) {
            char c = block[i];
            int letter = c < StopWords.END ? StopWords.letter(c) : foreign(c);
            int inWord = -letter >> 31; // all bits, or none
            ended[count] = StopWords.ended(itsLetters, itsSize);
            count += ~inWord & (-itsSize >>> 31);
            itsLetters = StopWords.longer(itsLetters, letter) & inWord;
            itsSize = (itsSize + StopWords.length(letter)) & inWord;
            letters -= inWord;
        }
        word = itsLetters;
        size = itsSize;
        latinLetters += letters;
        return count;
    }

    private void count(long[] ended, int count) {
        for (int i = 0; i < count; i++) {
            found[COMMON.group(ended[i])]++;
        }
        words += count;
    }

    /** Whether a Latin language is told, and no letter of another script was read. */
    private boolean clear() {
        return words >= BEFORE_IT.words() && !otherScripts && latin(BEFORE_IT) != null;
    }

    /** ISO 639-1 code. */
    static @Nullable String of(String text) {
        int length = Math.min(text.length(), SAMPLE_CHARACTERS);
        LanguageGuess guess = new LanguageGuess(text, length);
        int[] weights = guess.weights;
        Script main = null;
        int most = 0;
        for (int i = 0; i < Script.COUNT; i++) {
            if (weights[i] > most) {
                main = Script.ALL.get(i);
                most = weights[i];
            }
        }
        if (main == null) {
            return null;
        }
        return switch (main) {
            case LATIN -> guess.latin(AT_THE_END);
            case CYRILLIC -> hasAny(text, length, "іїєґ") ? "uk" : "ru";
            case ARABIC -> hasAny(text, length, "پچژگ") ? "fa" : "ar";
            case HAN -> weights[Script.KANA.place()] * 10 > most ? "ja" : "zh";
            case KANA -> "ja";
            case HANGUL -> "ko";
            case GREEK -> "el";
            case HEBREW -> "he";
            case DEVANAGARI -> "hi";
            case THAI -> "th";
        };
    }

    /** What a character of no stop word adds to its word; a letter of another script is weighed, and is none of the Latin ones. */
    private int foreign(char c) {
        Script script = Script.of(c);
        if (script != null) {
            weights[script.place()] += script.weight();
            otherScripts = true;
        } else if (!Character.isLetter(c)) {
            return 0;
        }
        latinLetters--;
        return StopWords.FOREIGN_LETTER;
    }

    /** Null where none has what it needs. */
    private @Nullable String latin(Needs needs) {
        int[] points = new int[LATIN.length];
        for (int group = 1; group < found.length; group++) {
            int languages = COMMON.languages(group);
            int part = found[group] * POINTS / Integer.bitCount(languages);
            for (int left = found[group] == 0 ? 0 : languages; left != 0; left &= left - 1) {
                points[Integer.numberOfTrailingZeros(left)] += part;
            }
        }
        return told(points, (double) words * POINTS, needs);
    }

    private static @Nullable String told(int[] points, double all, Needs needs) {
        int best = 0;
        for (int i = 1; i < points.length; i++) {
            best = points[i] > points[best] ? i : best;
        }
        int second = 0;
        for (int i = 0; i < points.length; i++) {
            second = i == best ? second : Math.max(second, points[i]);
        }
        boolean told = points[best] >= needs.words() * POINTS
                && points[best] >= all * needs.share()
                && points[best] >= second * needs.lead();
        return told ? LATIN[best] : null;
    }

    private static boolean hasAny(String text, int length, String letters) {
        for (int i = 0; i < length; i++) {
            if (letters.indexOf(Character.toLowerCase(text.charAt(i))) >= 0) {
                return true;
            }
        }
        return false;
    }
}
