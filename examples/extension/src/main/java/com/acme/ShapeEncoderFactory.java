package com.acme;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoderFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A signal: {@code tasks: { encoder: { acme-shape: default } }} tells tasks by how a text looks, whatever it says. */
public final class ShapeEncoderFactory implements TextEncoderFactory {
    @Override
    public String type() {
        return "acme-shape";
    }

    @Override
    public TextEncoder create(ConfigNode settings, Function<ConfigNode, @Nullable String> paths) {
        settings.onlyKeys(type());
        return new ShapeEncoder();
    }

    /** The shares of letters, digits, blanks, brackets and other signs, as a vector of length 1. */
    static final class ShapeEncoder implements TextEncoder {
        private static final int MOST = 10_000;

        @Override
        public int dimensions() {
            return 5;
        }

        @Override
        public float[] encode(String text) {
            float[] counts = new float[dimensions()];
            for (int i = 0; i < Math.min(MOST, text.length()); i++) {
                counts[kind(text.charAt(i))]++;
            }
            double square = 0;
            for (float count : counts) {
                square += count * count;
            }
            for (int i = 0; i < counts.length && square > 0; i++) {
                counts[i] /= (float) Math.sqrt(square);
            }
            return counts;
        }

        private static int kind(char c) {
            return Character.isLetter(c)
                    ? 0
                    : Character.isDigit(c) ? 1 : Character.isWhitespace(c) ? 2 : "()[]{}<>".indexOf(c) >= 0 ? 3 : 4;
        }
    }
}
