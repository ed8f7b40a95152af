package dev.pointsman.routing.text;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Finds which patterns of a program match anywhere in a text, one step per character: the deterministic automaton of the program, of which a
 * state is built when a text first leads to it.
 *
 * <p>A state is the set of instructions that wait behind the characters read (those of a match that begins here are in every state and not
 * listed), what the last character was as far as assertions ask, and the patterns whose end was seen by the step into it.
 *
 * <p><b>Threads.</b> All event loops share it, without locks. A state is immutable but for {@code steps}, whose cells go once from null to the one
 * state that the step leads to. They are written and read without ordering: a reader sees null, and works the step out again to the same
 * end, or a reference to a state, all of whose final fields, and arrays behind them, it sees as constructed (JLS 17.5). Equal states are made one by
 * compare-and-set in the table of known states, so their number is bounded whatever threads race.
 *
 * <p><b>Bounds.</b> A table keeps a given number of states. Where it has no room, states are built for the search at hand and kept by nobody: a
 * search costs at most (characters × instructions), never more. After many such steps the table is dropped for an empty one, since the texts
 * have changed; searches under way end on the old one.
 */
final class LazyAutomaton {
    private static final VarHandle SLOTS = MethodHandles.arrayElementVarHandle(State[].class);
    private static final int[] NONE = {};
    private static final int MOST_PROBES = 16;
    /** A full table is dropped after this many steps past it per state it holds. */
    private static final int STEPS_PAST = 32;

    /** One state; see above. */
    private static final class State {
        final int[] waiting;
        final Assertion.Side before;
        final int[] matches;
        final boolean found;
        /** By class of the next character; the table's row of nulls, never written, where the state is not kept. */
        final @Nullable State[] steps;

        State(int[] waiting, Assertion.Side before, int[] matches, @Nullable State[] steps) {
            this.waiting = waiting;
            this.before = before;
            this.matches = matches;
            this.found = matches.length > 0;
            this.steps = steps;
        }

        boolean same(int[] otherWaiting, Assertion.Side otherBefore, int[] otherMatches) {
            return before == otherBefore
                    && Arrays.equals(waiting, otherWaiting)
                    && Arrays.equals(matches, otherMatches);
        }
    }

    /** What the instructions that begin a match come to over one character; immutable. */
    private static final class Begun {
        final int[] waiting;
        final int[] matches;

        Begun(Steps steps) {
            waiting = steps.waiting();
            matches = steps.matches();
        }
    }

    /** The states known so far. */
    private static final class Table {
        final State start;
        final @Nullable State[] slots;
        final @Nullable State[] noRoom;
        /** A hint: racing threads may lose counts. */
        int past;

        Table(int most, int columns, int[] matches, Assertion.Side before) {
            slots = new State[most];
            noRoom = new State[columns];
            start = new State(NONE, before, matches, new State[columns]);
        }
    }

    private final Program program;
    private final Alphabet alphabet;
    private final int most;
    private final int[] begin;
    private final int[] always;
    /** By what was before and the class of the character; cells are written like those of a state's steps. */
    private final @Nullable Begun[] begun;

    private volatile Table table;

    /** @param most states that are kept; rounded down to a power of two */
    LazyAutomaton(Program program, Alphabet alphabet, int most) {
        this.program = program;
        this.alphabet = alphabet;
        this.most = Integer.highestOneBit(Math.max(2, most));
        Steps steps = new Steps(program, alphabet).begin();
        begin = steps.waiting();
        always = steps.matches();
        begun = new Begun[Assertion.Side.COUNT * (alphabet.end() + 1)];
        table = emptyTable();
    }

    /** Sets the bits of the patterns that match anywhere in the text. */
    void find(String text, long[] found) {
        search(text, found, false);
    }

    /** Whether any pattern matches anywhere in the text. */
    boolean matches(String text) {
        return search(text, null, true);
    }

    /** States that are kept now. */
    int states() {
        int states = 0;
        for (State each : table.slots) {
            states += each == null ? 0 : 1;
        }
        return states;
    }

    private boolean search(String text, long @Nullable [] found, boolean first) {
        Table known = table;
        Steps work = null;
        State state = known.start;
        boolean any = state.found && note(state, found);
        int length = text.length();
        for (int i = 0; i < length && !(any && first); i++) {
            int kind = alphabet.ofUnit(text.charAt(i));
            if (kind == Alphabet.HALF) {
                int codePoint = Character.codePointAt(text, i);
                kind = alphabet.of(codePoint);
                i += Character.charCount(codePoint) - 1;
            }
            State next = state.steps[kind];
            if (next == null) {
                work = work == null ? new Steps(program, alphabet) : work;
                next = step(known, state, kind, work);
            }
            state = next;
            if (state.found) {
                any |= note(state, found);
            }
        }
        if (any && first) {
            return true;
        }
        State last = state.steps[alphabet.end()];
        last = last == null ? step(known, state, alphabet.end(), new Steps(program, alphabet)) : last;
        boolean atEnd = last.found && note(last, found);
        return any || atEnd;
    }

    private static boolean note(State state, long @Nullable [] found) {
        if (found != null) {
            for (int pattern : state.matches) {
                found[pattern >> 6] |= 1L << pattern;
            }
        }
        return true;
    }

    private State step(Table known, State from, int kind, Steps work) {
        int holding = Assertion.holding(from.before, alphabet.side(kind));
        Begun ofBegin = begun(from.before, holding, kind, work);
        work.clear().over(from.waiting, holding, kind).merge(ofBegin.waiting, ofBegin.matches);
        State to = known(known, work.waiting(), asked(alphabet.side(kind)), work.matches());
        if (to.steps != known.noRoom && from.steps != known.noRoom) {
            from.steps[kind] = to;
        }
        return to;
    }

    private Begun begun(Assertion.Side before, int holding, int kind, Steps work) {
        int at = before.number() * (alphabet.end() + 1) + kind;
        Begun known = begun[at];
        if (known == null) {
            known = new Begun(work.clear().over(begin, holding, kind));
            begun[at] = known;
        }
        return known;
    }

    /** The state of that content, from the table where it is there or has room. */
    private State known(Table known, int[] waiting, Assertion.Side before, int[] matches) {
        int hash = (Arrays.hashCode(waiting) * 31 + Arrays.hashCode(matches)) * 31 + before.number();
        int slot = (hash * 0x9e3779b9) >>> 8;
        State made = null;
        for (int i = 0; i < Math.min(MOST_PROBES, known.slots.length); i++) {
            int at = (slot + i) & (known.slots.length - 1);
            State there = (State) SLOTS.getAcquire(known.slots, at);
            if (there == null) {
                made = made == null ? new State(waiting, before, matches, new State[known.noRoom.length]) : made;
                there = (State) SLOTS.compareAndExchange(known.slots, at, null, made);
                if (there == null) {
                    return made;
                }
            }
            if (there.same(waiting, before, matches)) {
                return there;
            }
        }
        if (++known.past > STEPS_PAST * most) {
            table = emptyTable();
        }
        return new State(waiting, before, matches, known.noRoom);
    }

    private Table emptyTable() {
        return new Table(most, alphabet.end() + 1, always, asked(Assertion.Side.NOTHING));
    }

    /** The side as far as any assertion tells it apart. */
    private Assertion.Side asked(Assertion.Side side) {
        int looks = program.looks();
        boolean told = switch (side) {
            case NOTHING -> (looks & (Assertion.BEGIN_TEXT.bit() | Assertion.BEGIN_LINE.bit())) != 0;
            case LINE_FEED -> (looks & Assertion.BEGIN_LINE.bit()) != 0;
            case WORD -> (looks & (Assertion.WORD_EDGE.bit() | Assertion.NO_WORD_EDGE.bit())) != 0;
            case OTHER -> true;
        };
        return told ? side : Assertion.Side.OTHER;
    }
}
