package dev.pointsman.routing.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WordAutomatonTest {
    @Test
    void findsEveryWordInOnePassEvenInsideLongerPhrases() {
        assertThat(found("the he of a governing law", "the", "he", "governing law", "law", "governing laws"))
                .containsExactly("the", "he", "governing law", "law");
    }

    @Test
    void equalWordsShareOneNumber() {
        WordAutomaton.Builder builder = new WordAutomaton.Builder();
        assertThat(builder.add("Unit  Test"))
                .isEqualTo(builder.add("unit test"))
                .isZero();
        assertThat(builder.add("other")).isEqualTo(1);
    }

    @Test
    void lettersOfAnyScriptAreFoundInEitherCaseAndAnyWhiteSpaceForASpace() {
        assertThat(found("STRASSE ÜBERSICHT \u212Aelvin ДОМ\u00a0\u3000\tΩ", "übersicht", "kelvin", "дом ω", "straße"))
                .containsExactly("übersicht", "kelvin", "дом ω");
    }

    @Test
    void everyCharacterIsTakenForItsLowerCaseAndNoOther() {
        WordAutomaton.Builder builder = new WordAutomaton.Builder();
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            if (Character.toLowerCase(c) != c) {
                builder.add(Character.toString(c));
            }
        }
        List<String> words = builder.words();
        WordAutomaton automaton = builder.build();
        List<String> wrong = new ArrayList<>();
        for (char c = 0; c < Character.MAX_VALUE; c++) {
            BitSet found = BitSet.valueOf(automaton.find("- " + c + " -"));
            int word = words.indexOf(Character.toString(Character.toLowerCase(c)));
            if (found.cardinality() != (word < 0 ? 0 : 1) || (word >= 0 && !found.get(word))) {
                wrong.add("U+%04X".formatted((int) c));
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void scriptsWithoutSpacesNeedNoBoundary() {
        assertThat(found("这份合同很重要", "合同")).containsExactly("合同");
        assertThat(found("お問い合わせください", "問い合わせ")).containsExactly("問い合わせ");
        assertThat(found("договоры", "договор")).isEmpty();
        assertThat(found("Подпишите ДОГОВОР.", "договор")).containsExactly("договор");
        assertThat(found("Straßenverkehr über Österreich", "österreich", "straße"))
                .containsExactly("österreich");
    }

    @Test
    void wordsWithSignsAreFoundAsWritten() {
        assertThat(found("written in C++, not c#", "c++", "c#", "c")).containsExactly("c++", "c#", "c");
        assertThat(found("node.jsx", "node.js")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            chars = {'a', 'z', 'A', 'Z', '0', '9', '_', 'é', 'Ж', '\u0dc6', '\u0f00', '\u10a0', '\u1820', '\u3105'})
    void lettersAndDigitsSideBySideAreOneWord(char c) {
        assertThat(found(c + "law", "law")).isEmpty();
        assertThat(found("law" + c, "law")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            chars = {
                '`', '{', '@', '[', '/', ':', '-', ' ', '\u00d7', '漢', '\u0e01', '\u0e40', '\u0ec4', '\u1000', '\u1780',
                '\u3041', '\u30ff'
            })
    void signsAndLettersThatAreWrittenWithoutSpacesEndAWord(char c) {
        assertThat(found(c + "law" + c, "law")).containsExactly("law");
    }

    @Test
    void findsNothingInNothing() {
        assertThat(found("", "a")).isEmpty();
        assertThat(new WordAutomaton.Builder().build().find("text")).isEmpty();
    }

    @Test
    void agreesWithASearchWordByWord() {
        Random random = new Random(42);
        for (int round = 0; round < 300; round++) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < 80; i++) {
                words.add(letters(random, 1 + random.nextInt(4)));
            }
            String text = letters(random, 60);
            List<String> expected = words.stream()
                    .map(WordAutomaton::normal)
                    .filter(word -> !word.isEmpty())
                    .distinct()
                    .filter(word -> Pattern.compile("(?<![ab])" + word + "(?![ab])")
                            .matcher(text.replaceAll(" +", " "))
                            .find())
                    .toList();
            assertThat(found(
                            text, words.stream().filter(word -> !word.isBlank()).toArray(String[]::new)))
                    .as(text)
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    /** Long texts of many letters, so that few places look as if a word began there. */
    @Test
    void aFewWordsAreFoundWhereverTheyStandInALongText() {
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            List<String> words = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                words.add(WordAutomaton.normal("q" + any(random, 6) + "q"));
            }
            StringBuilder text = new StringBuilder(any(random, 2_040 + random.nextInt(16)));
            for (int i = 0; i < 3; i++) {
                String spaced = words.get(i).toUpperCase(Locale.ROOT).replace(" ", " \n\u00a0");
                text.insert(random.nextInt(8), random.nextBoolean() ? spaced : "é" + spaced);
                text.append(random.nextBoolean() ? spaced : "_" + spaced);
            }
            List<String> expected = words.stream()
                    .distinct()
                    .filter(word -> Pattern.compile(
                                    "(?<![\\p{L}\\p{N}_])" + Pattern.quote(word) + "(?![\\p{L}\\p{N}_])")
                            .matcher(WordAutomaton.normal("| " + text + " |"))
                            .find())
                    .toList();
            assertThat(found(text.toString(), words.toArray(String[]::new)))
                    .as(text.toString())
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static String any(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abcdefghij  кий_5é".charAt(random.nextInt(18)));
        }
        return text.toString();
    }

    private static String letters(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("aab b".charAt(random.nextInt(5)));
        }
        return text.toString();
    }

    private static List<String> found(String text, String... words) {
        WordAutomaton.Builder builder = new WordAutomaton.Builder();
        List<String> distinct = new ArrayList<>();
        for (String word : words) {
            if (builder.add(word) == distinct.size()) {
                distinct.add(WordAutomaton.normal(word));
            }
        }
        long[] bits = builder.build().find(text);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < distinct.size(); i++) {
            if ((bits[i >> 6] & (1L << i)) != 0) {
                found.add(distinct.get(i));
            }
        }
        return found;
    }
}
