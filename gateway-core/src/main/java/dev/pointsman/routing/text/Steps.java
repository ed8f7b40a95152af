package dev.pointsman.routing.text;

import java.util.Arrays;

/**
 * The work of one step of a program: from the instructions that wait, over one character, to those that wait next. Confined to one search; used
 * only where a step is not known yet.
 */
final class Steps {
    private final Program program;
    private final Alphabet alphabet;
    private final NumberSet passed = new NumberSet();
    private final NumberSet waiting = new NumberSet();
    private final NumberSet matches = new NumberSet();
    private int[] stack = new int[32];
    private int height;

    Steps(Program program, Alphabet alphabet) {
        this.program = program;
        this.alphabet = alphabet;
    }

    Steps clear() {
        passed.clear();
        waiting.clear();
        matches.clear();
        return this;
    }

    /** Instructions that wait for a character, or to know what stands around a place; in rising order. */
    int[] waiting() {
        int[] numbers = new int[waiting.size()];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (program.kind(waiting.at(i)) != Program.FORK) {
                numbers[count++] = waiting.at(i);
            }
        }
        Arrays.sort(numbers, 0, count);
        return Arrays.copyOf(numbers, count);
    }

    /** Numbers of the patterns found, in rising order. */
    int[] matches() {
        return matches.sorted();
    }

    /** Where a match may begin. */
    Steps begin() {
        for (int i = 0; i < program.patterns(); i++) {
            await(program.start(i));
        }
        return this;
    }

    /**
     * @param holding bits of the assertions that hold before the character
     * @param kind class of the character, or {@link Alphabet#end}
     */
    Steps over(int[] from, int holding, int kind) {
        for (int instruction : from) {
            pass(instruction, holding);
        }
        if (kind < alphabet.end()) {
            for (int i = 0; i < passed.size(); i++) {
                int instruction = passed.at(i);
                if (program.kind(instruction) == Program.CHARS && alphabet.holds(program.argument(instruction), kind)) {
                    await(program.next(instruction));
                }
            }
        }
        return this;
    }

    void merge(int[] otherWaiting, int[] otherMatches) {
        for (int each : otherWaiting) {
            waiting.add(each);
        }
        for (int each : otherMatches) {
            matches.add(each);
        }
    }

    /** All that is reached without a character, where some assertions hold and the others do not. */
    private void pass(int first, int holding) {
        push(first);
        while (height > 0) {
            int at = stack[--height];
            if (!passed.add(at)) {
                continue;
            }
            switch (program.kind(at)) {
                case Program.FORK -> {
                    push(program.next(at));
                    push(program.argument(at));
                }
                case Program.LOOK -> {
                    if ((program.argument(at) & holding) != 0) {
                        push(program.next(at));
                    }
                }
                case Program.MATCH -> matches.add(program.argument(at));
                default -> {} // waits for the character
            }
        }
    }

    /** All that is reached without a character, up to the assertions: they wait to know the next one. */
    private void await(int first) {
        push(first);
        while (height > 0) {
            int at = stack[--height];
            switch (program.kind(at)) {
                case Program.FORK -> {
                    if (waiting.add(at)) {
                        push(program.next(at));
                        push(program.argument(at));
                    }
                }
                case Program.MATCH -> matches.add(program.argument(at));
                default -> waiting.add(at);
            }
        }
    }

    private void push(int instruction) {
        if (height == stack.length) {
            stack = Arrays.copyOf(stack, height * 2);
        }
        stack[height++] = instruction;
    }
}
