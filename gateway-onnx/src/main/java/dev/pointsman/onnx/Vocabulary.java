package dev.pointsman.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The pieces a model knows, a line each: the number of a piece is that of its line, from 0. Immutable. */
final class Vocabulary {
    static final String UNKNOWN = "[UNK]";
    static final String BEGIN = "[CLS]";
    static final String END = "[SEP]";

    private static final int MOST_BYTES = 16 << 20;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final int size;
    private int longest;

    private Vocabulary(String text) throws Unsuitable {
        int line = 0;
        for (int from = 0; from < text.length(); line++) {
            int end = text.indexOf('\n', from);
            end = end < 0 ? text.length() : end;
            int last = end > from && text.charAt(end - 1) == '\r' ? end - 1 : end;
            add(text.substring(from, last), line);
            from = end + 1;
        }
        size = line;
    }

    /** Of the files that BERT's uncased models come with. */
    static Vocabulary read(Path file) throws Unsuitable {
        Vocabulary read = new Vocabulary(text(file));
        for (String needed : new String[] {UNKNOWN, BEGIN, END}) {
            if (!read.numbers.containsKey(needed)) {
                throw new Unsuitable(
                        "it has no line " + needed + " (expected: the vocab.txt of an uncased BERT model)");
            }
        }
        return read;
    }

    private static String text(Path file) throws Unsuitable {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new Unsuitable("it is too large (expected: at most " + (MOST_BYTES >> 20) + " MiB)");
            }
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException noText) {
            throw new Unsuitable("it is not UTF-8 text");
        } catch (IOException unreadable) {
            throw new Unsuitable("it cannot be read");
        }
    }

    private void add(String piece, int line) throws Unsuitable {
        if (!piece.startsWith("[") && piece.chars().anyMatch(c -> c >= 'A' && c <= 'Z')) {
            throw new Unsuitable(
                    "line " + (line + 1)
                            + " has a capital letter (expected: the vocab.txt of an uncased model; texts are read in lower case)");
        }
        numbers.put(piece, line);
        longest = Math.max(longest, piece.length());
    }

    /** Number of lines. */
    int size() {
        return size;
    }

    /** Characters of the longest piece. */
    int longest() {
        return longest;
    }

    /** -1 where there is no such piece. */
    int number(String piece) {
        return numbers.getOrDefault(piece, -1);
    }
}
