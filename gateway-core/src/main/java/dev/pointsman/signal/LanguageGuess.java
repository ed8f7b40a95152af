package dev.pointsman.signal;

import org.jspecify.annotations.Nullable;

/**
 * The language of a text by its script, or for the Latin script by its stop words; null where that does not tell. A stop word of several
 * languages counts for each a part.
 */
final class LanguageGuess {
    private static final int SAMPLE_CHARACTERS = 1_024;
    /** The winner needs this share of all words, and this many times the points of the second. */
    private static final double LEAST_SHARE = 0.12;

    private static final double LEAST_LEAD = 1.4;
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
    private static final StopWords LANGUAGES_OF = new StopWords(STOP_WORDS);

    private LanguageGuess() {}

    /** ISO 639-1 code. */
    static @Nullable String of(String text) {
        int length = Math.min(text.length(), SAMPLE_CHARACTERS);
        int[] weights = new int[Script.COUNT];
        for (int i = 0; i < length; i++) {
            Script script = Script.of(text.charAt(i));
            if (script != null) {
                weights[script.place()] += script.weight();
            }
        }
        Script main = null;
        int most = 0;
        for (Script script : Script.ALL) {
            if (weights[script.place()] > most) {
                main = script;
                most = weights[script.place()];
            }
        }
        if (main == null) {
            return null;
        }
        return switch (main) {
            case LATIN -> latin(text, length);
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

    private static @Nullable String latin(String text, int length) {
        double[] points = new double[LATIN.length];
        int words = 0;
        int at = 0;
        while (at < length) {
            long word = StopWords.START;
            int from = at;
            while (at < length && StopWords.letter(text.charAt(at))) {
                word = StopWords.longer(word, text.charAt(at));
                at++;
            }
            if (at > from) {
                words++;
                count(LANGUAGES_OF.of(word), points);
            }
            at++;
        }
        return told(points, words);
    }

    private static @Nullable String told(double[] points, int words) {
        int best = 0;
        for (int i = 1; i < points.length; i++) {
            best = points[i] > points[best] ? i : best;
        }
        double second = 0;
        for (int i = 0; i < points.length; i++) {
            second = i == best ? second : Math.max(second, points[i]);
        }
        boolean told =
                points[best] >= 0.9 && points[best] >= words * LEAST_SHARE && points[best] >= second * LEAST_LEAD;
        return told ? LATIN[best] : null;
    }

    private static void count(int mask, double[] points) {
        double part = 1.0 / Integer.bitCount(mask);
        for (int left = mask; left != 0; left &= left - 1) {
            points[Integer.numberOfTrailingZeros(left)] += part;
        }
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
