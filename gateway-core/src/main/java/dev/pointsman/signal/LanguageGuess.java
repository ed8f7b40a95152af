package dev.pointsman.signal;

import org.jspecify.annotations.Nullable;

/**
 * The language of a text by its script, or for the Latin script by its stop words; null where that does not tell. A stop word of several
 * languages counts for each a part. One pass over the first {@value #SAMPLE_CHARACTERS} characters.
 */
final class LanguageGuess {
    private static final int SAMPLE_CHARACTERS = 1_024;
    /** The winner needs this share of all words, and this many times the points of the second. */
    private static final double LEAST_SHARE = 0.12;

    private static final double LEAST_LEAD = 1.4;
    private static final double LEAST_WORDS = 0.9;
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
    /** Words of each group of stop words. */
    private final int[] found = new int[COMMON.groups()];

    private int words;

    private LanguageGuess(String text, int length) {
        char[] characters = new char[length];
        text.getChars(0, length, characters, 0);
        int letters = 0;
        int size = 0;
        long word = 0;
        for (char c : characters) {
            int letter = c < StopWords.END ? StopWords.letter(c) : 0;
            if (letter != 0) {
                word = StopWords.longer(word, letter);
                size += StopWords.length(letter);
                letters++;
            } else if (c >= StopWords.END && foreign(c)) {
                size += StopWords.LONGEST + 1;
            } else if (size > 0) {
                end(word, size);
                word = 0;
                size = 0;
            }
        }
        if (size > 0) {
            end(word, size);
        }
        weights[Script.LATIN.place()] += letters;
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
            case LATIN -> guess.latin();
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

    /** Whether it is a letter, which is weighed. */
    private boolean foreign(char c) {
        Script script = Script.of(c);
        if (script != null) {
            weights[script.place()] += script.weight();
        }
        return script != null || Character.isLetter(c);
    }

    private void end(long word, int size) {
        words++;
        found[size <= StopWords.LONGEST ? COMMON.group(word) : 0]++;
    }

    private @Nullable String latin() {
        int[] points = new int[LATIN.length];
        for (int group = 1; group < found.length; group++) {
            int languages = COMMON.languages(group);
            int part = found[group] * POINTS / Integer.bitCount(languages);
            for (int left = found[group] == 0 ? 0 : languages; left != 0; left &= left - 1) {
                points[Integer.numberOfTrailingZeros(left)] += part;
            }
        }
        return told(points, (double) words * POINTS);
    }

    private static @Nullable String told(int[] points, double all) {
        int best = 0;
        for (int i = 1; i < points.length; i++) {
            best = points[i] > points[best] ? i : best;
        }
        int second = 0;
        for (int i = 0; i < points.length; i++) {
            second = i == best ? second : Math.max(second, points[i]);
        }
        boolean told = points[best] >= LEAST_WORDS * POINTS
                && points[best] >= all * LEAST_SHARE
                && points[best] >= second * LEAST_LEAD;
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
