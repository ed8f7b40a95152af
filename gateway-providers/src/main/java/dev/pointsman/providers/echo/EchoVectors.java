package dev.pointsman.providers.echo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.StringTokenizer;

/** Embeddings that depend on the text alone: the sum of a fixed random vector for each word, of unit length. Texts that share words are near. */
final class EchoVectors {
    private EchoVectors() {}

    static float[] of(String text, int dimensions) {
        double[] sum = new double[dimensions];
        StringTokenizer words = new StringTokenizer(text.toLowerCase(Locale.ROOT));
        add(sum, "");
        while (words.hasMoreTokens()) {
            add(sum, words.nextToken());
        }
        double square = 0;
        for (double value : sum) {
            square += value * value;
        }
        float[] unit = new float[dimensions];
        for (int i = 0; i < dimensions; i++) {
            unit[i] = (float) (sum[i] / Math.sqrt(square));
        }
        return unit;
    }

    private static void add(double[] sum, String word) {
        SplittableRandom random = new SplittableRandom(EchoSeed.of(word, ""));
        double weight = word.isEmpty() ? 0.01 : 1;
        for (int i = 0; i < sum.length; i++) {
            sum[i] += weight * (random.nextDouble() - 0.5);
        }
    }

    /** Little-endian float32 values, as OpenAI writes them. */
    static String base64(float[] vector) {
        ByteBuffer raw = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(raw.array());
    }
}
