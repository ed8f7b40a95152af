package dev.pointsman.learned;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Murmur3Test {
    @Test
    void hashesLikeTheReferenceOnTheBytesOfTheText() {
        Random random = new Random(1);
        for (int length = 0; length < 40; length++) {
            char[] text = random.ints(length, 1, 0xd000)
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString()
                    .toCharArray();
            assertThat(Murmur3.hash(text, 0, text.length)).isEqualTo(reference(new String(text)));
        }
    }

    @Test
    void shortCutsForThreeAndFourCharactersGiveTheSame() {
        assertThat(Murmur3.ofThree('a' | ('b' << 16), 'c')).isEqualTo(reference("abc"));
        assertThat(Murmur3.ofTwoBlocks('ä' | ('b' << 16), 'c' | ('d' << 16))).isEqualTo(reference("äbcd"));
    }

    @Test
    void aPartOfATextIsHashedLikeThatPartAlone() {
        assertThat(Murmur3.hash("xxwordyy".toCharArray(), 2, 6)).isEqualTo(reference("word"));
    }

    /** MurmurHash3_x86_32 as published, byte by byte. */
    private static int reference(String text) {
        byte[] data = text.getBytes(StandardCharsets.UTF_16LE);
        int h = Murmur3.SEED;
        int blocks = data.length / 4;
        for (int i = 0; i < blocks; i++) {
            int k = 0;
            for (int b = 3; b >= 0; b--) {
                k = (k << 8) | (data[4 * i + b] & 0xff);
            }
            h ^= Integer.rotateLeft(k * 0xcc9e2d51, 15) * 0x1b873593;
            h = Integer.rotateLeft(h, 13) * 5 + 0xe6546b64;
        }
        int k = 0;
        for (int b = data.length - 1; b >= 4 * blocks; b--) {
            k = (k << 8) | (data[b] & 0xff);
        }
        h ^= Integer.rotateLeft(k * 0xcc9e2d51, 15) * 0x1b873593;
        h ^= data.length;
        h = (h ^ (h >>> 16)) * 0x85ebca6b;
        h = (h ^ (h >>> 13)) * 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
