package dev.pointsman.learned;

/**
 * MurmurHash3 x86 32 over UTF-16 code units in little-endian order; two units are one block. Source: Austin Appleby, MurmurHash3.cpp
 * (public domain), 2011.
 */
final class Murmur3 {
    /** Part of every file that holds weights by bucket: never to be changed. */
    static final int SEED = 0x9747b28c;

    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Murmur3() {}

    static int hash(char[] text, int from, int to) {
        int hash = SEED;
        int at = from;
        for (; at + 1 < to; at += 2) {
            hash = block(hash, text[at] | (text[at + 1] << 16));
        }
        if (at < to) {
            hash ^= scrambled(text[at]);
        }
        return finish(hash, (to - from) * 2);
    }

    /** Of three units, the first two of which are one block already. */
    static int ofThree(int firstTwo, char third) {
        return finish(block(SEED, firstTwo) ^ scrambled(third), 6);
    }

    /** Of two blocks: four units, or a pair of hashes. */
    static int ofTwoBlocks(int first, int second) {
        return finish(block(block(SEED, first), second), 8);
    }

    private static int block(int hash, int block) {
        return Integer.rotateLeft(hash ^ scrambled(block), 13) * 5 + 0xe6546b64;
    }

    private static int scrambled(int block) {
        return Integer.rotateLeft(block * C1, 15) * C2;
    }

    private static int finish(int hash, int bytes) {
        int h = hash ^ bytes;
        h ^= h >>> 16;
        h *= 0x85ebca6b;
        h ^= h >>> 13;
        h *= 0xc2b2ae35;
        return h ^ (h >>> 16);
    }
}
