package dev.pointsman.onnx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A vocabulary of two topics, and a model whose vectors say which topic a word is of: one number each, and one for all other words. */
public final class Topics {
    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");
    private static final List<String> CODE =
            List.of("function", "regex", "loop", "bug", "method", "compile", "##rs", "script");
    private static final List<String> LAW = List.of("clause", "contract", "court", "tenant", "lawsuit", "judge");
    private static final List<String> OTHER =
            List.of("fix", "this", "explain", "why", "does", "the", "review", "is", "binding", "?", "not", "a", "in");

    private Topics() {}

    /** One of each a line. */
    static List<String> vocabulary() {
        List<String> lines = new ArrayList<>(SPECIAL);
        lines.addAll(CODE);
        lines.addAll(LAW);
        lines.addAll(OTHER);
        return lines;
    }

    static float[][] table() {
        List<String> lines = vocabulary();
        float[][] table = new float[lines.size()][3];
        for (int i = 0; i < table.length; i++) {
            String piece = lines.get(i);
            table[i][0] = CODE.contains(piece) ? 4 : 0;
            table[i][1] = LAW.contains(piece) ? 4 : 0;
            table[i][2] = OTHER.contains(piece) || piece.equals("[UNK]") ? 1 : 0;
        }
        return table;
    }

    /** Writes {@code models/encoder.onnx} and {@code models/vocab.txt} below a folder. */
    public static void into(Path folder) throws IOException {
        Path models = Files.createDirectories(folder.resolve("models"));
        TinyModel.usual(table()).into(models.resolve("encoder.onnx"));
        Files.write(models.resolve("vocab.txt"), vocabulary());
    }
}
