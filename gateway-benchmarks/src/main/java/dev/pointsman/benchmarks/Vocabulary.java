package dev.pointsman.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The words that prompts and policies of the benchmarks are made of; the same ones in every run. */
final class Vocabulary {
    /** Common words, the most common first: what prompts are made of. */
    private static final List<String> COMMON =
            List.of(("the of and to in is it for that on with as this be are have from or by not but what can we"
                            + " which their about would there when make like time just know people into year your good some could them see other than"
                            + " then look only come over think also back after use two how our work first well way even new want because any these give"
                            + " day most report table value number change result question answer example please write short summary explain compare"
                            + " between customer product service market price order delivery region quarter team project meeting message page list"
                            + " point reason problem case system server client request response file name data model test code function method"
                            + " return string error line set value start end large small open close read send next last")
                    .split(" "));

    /** Words of special fields: what rules look for, and prompts hold rarely. */
    private static final List<String> STEMS =
            List.of(("arbitr indemn jurisd liabil litig patent licens tort statut fiduci warrant escrow lien subpoen"
                            + " affidav plaint diagnos prescrib symptom surg oncolog cardio neuro vaccin patholog radiolog pharm dosag amort deriv"
                            + " equit hedg solven underwrit audit ledger dividend refinanc kubernet docker terraform postgres kafka compil debugg"
                            + " refactor mutex deadlock regress encrypt firewall phish ransom malwar tokeniz")
                    .split(" "));

    private static final List<String> ENDINGS = List.of(
            "ation", "ment", "er", "ing", "ed", "ity", "ist", "able", "ics", "ive", "or", "al", "ary", "ence", "ism",
            "ize", "ous", "ship", "ure", "y");

    private Vocabulary() {}

    static int stems() {
        return STEMS.size();
    }

    static String stem(int number) {
        return STEMS.get(number % STEMS.size());
    }

    /** A word of a special field; a thousand different ones. */
    static String keyword(int number) {
        return stem(number) + ENDINGS.get(number / STEMS.size() % ENDINGS.size());
    }

    /** Sentences of common words, the first words more often (a third are stop words), with a number and a line end now and then. */
    static String prompt(int characters, long seed) {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(characters + 32);
        int inSentence = 0;
        while (text.length() < characters) {
            double rank = random.nextDouble();
            String word = COMMON.get((int) (rank * rank * COMMON.size()));
            if (inSentence == 0) {
                text.append(Character.toUpperCase(word.charAt(0))).append(word, 1, word.length());
            } else {
                text.append(word);
            }
            inSentence++;
            if (random.nextInt(40) == 0) {
                text.append(' ').append(random.nextInt(5_000));
            }
            if (inSentence > 6 && random.nextInt(6) == 0) {
                text.append(random.nextInt(5) == 0 ? "?\n" : ". ");
                inSentence = 0;
            } else {
                text.append(random.nextInt(14) == 0 ? ", " : " ");
            }
        }
        text.setLength(characters);
        return text.toString();
    }

    static List<String> keywords(int from, int count) {
        List<String> words = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            words.add(keyword(i));
        }
        return words;
    }
}
