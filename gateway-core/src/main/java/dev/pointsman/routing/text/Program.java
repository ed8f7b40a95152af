package dev.pointsman.routing.text;

import java.util.Arrays;

/**
 * Some patterns as one nondeterministic automaton (Thompson, "Regular expression search algorithm", 1968). Immutable; instructions are numbers.
 *
 * <p>{@code argument} is the number of a set for {@code CHARS}, the other way on for {@code FORK}, the bit of the assertion for {@code LOOK}, and
 * the number of the pattern for {@code MATCH}.
 */
final class Program {
    static final byte CHARS = 0;
    static final byte FORK = 1;
    static final byte LOOK = 2;
    static final byte MATCH = 3;

    private final byte[] kinds;
    private final int[] nexts;
    private final int[] arguments;
    private final int[] starts;
    private final int looks;

    private Program(Builder builder) {
        kinds = Arrays.copyOf(builder.kinds, builder.count);
        nexts = Arrays.copyOf(builder.nexts, builder.count);
        arguments = Arrays.copyOf(builder.arguments, builder.count);
        starts = Arrays.copyOf(builder.starts, builder.patterns);
        looks = builder.looks;
    }

    /** A number of instructions, cut at the greatest. */
    static int bounded(long size) {
        return (int) Math.min(Integer.MAX_VALUE, size);
    }

    byte kind(int instruction) {
        return kinds[instruction];
    }

    int next(int instruction) {
        return nexts[instruction];
    }

    int argument(int instruction) {
        return arguments[instruction];
    }

    int patterns() {
        return starts.length;
    }

    /** First instruction of the pattern that was added at this place. */
    int start(int pattern) {
        return starts[pattern];
    }

    /** The bits of all assertions that are asked for. */
    int looks() {
        return looks;
    }

    /** Adds instructions from the last to the first. */
    static final class Builder {
        private final Alphabet.Builder alphabet;
        private byte[] kinds = new byte[64];
        private int[] nexts = new int[64];
        private int[] arguments = new int[64];
        private int[] starts = new int[16];
        private int count;
        private int patterns;
        private int looks;

        Builder(Alphabet.Builder alphabet) {
            this.alphabet = alphabet;
        }

        /** @param number what is told when it is found */
        Builder pattern(Expression expression, int number) {
            if (patterns == starts.length) {
                starts = Arrays.copyOf(starts, patterns * 2);
            }
            int match = add(MATCH, 0, number);
            starts[patterns++] = expression.plant(this, match);
            return this;
        }

        int chars(CodeSet set, int next) {
            return add(CHARS, next, alphabet.number(set));
        }

        int fork(int next, int other) {
            return add(FORK, next, other);
        }

        int look(Assertion assertion, int next) {
            looks |= assertion.bit();
            return add(LOOK, next, assertion.bit());
        }

        /** Changes where an instruction goes to. */
        void redirect(int instruction, int next) {
            nexts[instruction] = next;
        }

        Program build() {
            return new Program(this);
        }

        private int add(byte kind, int next, int argument) {
            if (count == kinds.length) {
                kinds = Arrays.copyOf(kinds, count * 2);
                nexts = Arrays.copyOf(nexts, count * 2);
                arguments = Arrays.copyOf(arguments, count * 2);
            }
            kinds[count] = kind;
            nexts[count] = next;
            arguments[count] = argument;
            return count++;
        }
    }
}
