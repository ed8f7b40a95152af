package dev.pointsman.routing.text;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The tree of a pattern. Captures and greed are gone: it only matters whether a text holds a match. */
sealed interface Expression {
    int UNBOUNDED = -1;

    /** An end of a match. */
    enum Edge {
        FIRST,
        LAST
    }

    /** Instructions that it takes; {@link Integer#MAX_VALUE} for any greater number. */
    int size();

    /** Adds its instructions before the one numbered {@code next}; gives the number of its first. */
    int plant(Program.Builder program, int next);

    /**
     * A smaller pattern that is found in the same texts, where this one stands at an edge of the whole: what may be repeated there need not be.
     * {@code \w+@\w+} is found where {@code \w@\w} is, {@code .*plan.*} where {@code plan} is.
     */
    default Expression trimmed(Edge edge) {
        return this;
    }

    /** Every text that it matches, where those are few and short; null otherwise. */
    default @Nullable Spellings spelled() {
        return null;
    }

    /** Texts of which each match holds at least one; for each of several such sets. */
    default List<Spellings> required() {
        return Spellings.usable(spelled());
    }

    /** Whether a match may hold the character. */
    default boolean mayHold(int codePoint) {
        return true;
    }

    /** Whether a match, once begun, may stay undecided over whole sentences. */
    default boolean lingers() {
        return false;
    }

    /** One character out of a set. */
    record Chars(CodeSet set) implements Expression {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int plant(Program.Builder program, int next) {
            return program.chars(set, next);
        }

        @Override
        public @Nullable Spellings spelled() {
            return Spellings.of(set);
        }

        @Override
        public boolean mayHold(int codePoint) {
            return set.has(codePoint);
        }
    }

    /** One character out of a set that is not known here; only RE2/J can tell. */
    record Opaque() implements Expression {
        @Override
        public int size() {
            return Integer.MAX_VALUE;
        }

        @Override
        public int plant(Program.Builder program, int next) {
            throw new IllegalStateException("a pattern that only RE2/J knows");
        }
    }

    record Look(Assertion assertion) implements Expression {
        @Override
        public int size() {
            return 1;
        }

        @Override
        public int plant(Program.Builder program, int next) {
            return program.look(assertion, next);
        }

        @Override
        public Spellings spelled() {
            return Spellings.NOTHING;
        }

        @Override
        public boolean mayHold(int codePoint) {
            return false;
        }
    }

    record Sequence(List<Expression> parts) implements Expression {
        static final Sequence EMPTY = new Sequence(List.of());

        /** The part itself where it is the only one. */
        static Expression of(List<Expression> parts) {
            return parts.size() == 1 ? parts.get(0) : new Sequence(parts);
        }

        public Sequence {
            parts = List.copyOf(parts);
        }

        @Override
        public int size() {
            return Program.bounded(parts.stream().mapToLong(Expression::size).sum());
        }

        @Override
        public int plant(Program.Builder program, int next) {
            int first = next;
            for (int i = parts.size() - 1; i >= 0; i--) {
                first = parts.get(i).plant(program, first);
            }
            return first;
        }

        @Override
        public @Nullable Spellings spelled() {
            Spellings all = Spellings.NOTHING;
            for (Expression part : parts) {
                all = Spellings.product(all, part.spelled());
            }
            return all;
        }

        @Override
        public List<Spellings> required() {
            List<Spellings> required = new ArrayList<>();
            Spellings run = Spellings.NOTHING;
            for (Expression part : parts) {
                Spellings its = part.spelled();
                Spellings longer = Spellings.product(run, its);
                if (longer == null) {
                    required.addAll(Spellings.usable(run));
                    required.addAll(its == null ? part.required() : List.of());
                    longer = its == null ? Spellings.NOTHING : its;
                }
                run = longer;
            }
            required.addAll(Spellings.usable(run));
            return required;
        }

        @Override
        public boolean mayHold(int codePoint) {
            return parts.stream().anyMatch(each -> each.mayHold(codePoint));
        }

        @Override
        public boolean lingers() {
            return parts.stream().anyMatch(Expression::lingers);
        }

        @Override
        public Expression trimmed(Edge edge) {
            Deque<Expression> left = new ArrayDeque<>(parts);
            while (!left.isEmpty()) {
                Expression outer = (edge == Edge.FIRST ? left.removeFirst() : left.removeLast()).trimmed(edge);
                if (outer.equals(EMPTY)) {
                    continue;
                }
                if (edge == Edge.FIRST) {
                    left.addFirst(outer);
                } else {
                    left.addLast(outer);
                }
                break;
            }
            return of(new ArrayList<>(left));
        }
    }

    record Choice(List<Expression> branches) implements Expression {
        /** The branch itself where it is the only one. */
        static Expression of(List<Expression> branches) {
            return branches.size() == 1 ? branches.get(0) : new Choice(branches);
        }

        public Choice {
            branches = List.copyOf(branches);
        }

        @Override
        public int size() {
            return Program.bounded(branches.size()
                    + branches.stream().mapToLong(Expression::size).sum());
        }

        @Override
        public int plant(Program.Builder program, int next) {
            int first = branches.get(branches.size() - 1).plant(program, next);
            for (int i = branches.size() - 2; i >= 0; i--) {
                first = program.fork(branches.get(i).plant(program, next), first);
            }
            return first;
        }

        @Override
        public @Nullable Spellings spelled() {
            Spellings all = branches.get(0).spelled();
            for (Expression branch : branches.subList(1, branches.size())) {
                all = Spellings.union(all, branch.spelled());
            }
            return all;
        }

        @Override
        public List<Spellings> required() {
            Spellings any = best(branches.get(0));
            for (Expression branch : branches.subList(1, branches.size())) {
                any = Spellings.union(any, best(branch));
            }
            return Spellings.usable(any);
        }

        private static @Nullable Spellings best(Expression branch) {
            return Spellings.best(branch.required());
        }

        @Override
        public boolean mayHold(int codePoint) {
            return branches.stream().anyMatch(each -> each.mayHold(codePoint));
        }

        @Override
        public boolean lingers() {
            return branches.stream().anyMatch(Expression::lingers);
        }

        @Override
        public Expression trimmed(Edge edge) {
            return of(branches.stream().map(each -> each.trimmed(edge)).toList());
        }
    }

    /**
     * A part some times over.
     *
     * @param most {@link #UNBOUNDED} for any number
     */
    record Repeat(Expression part, int least, int most) implements Expression {
        private static final int MANY = 8;

        @Override
        public int size() {
            return Program.bounded(Math.max(1L, Math.max(least, most)) * (1L + part.size()));
        }

        @Override
        public int plant(Program.Builder program, int next) {
            int first = next;
            int required = least;
            if (most == UNBOUNDED) {
                int loop = program.fork(next, next);
                int body = part.plant(program, loop);
                program.redirect(loop, body);
                first = least == 0 ? loop : body;
                required = Math.max(0, least - 1);
            }
            for (int i = least; i < most; i++) {
                first = program.fork(part.plant(program, first), next);
            }
            for (int i = 0; i < required; i++) {
                first = part.plant(program, first);
            }
            return first;
        }

        @Override
        public @Nullable Spellings spelled() {
            if (most == UNBOUNDED || most > Spellings.LONGEST) {
                return null;
            }
            Spellings its = part.spelled();
            Spellings all = Spellings.NOTHING;
            for (int i = 0; i < most; i++) {
                Spellings more = Spellings.product(all, its);
                all = i < least ? more : Spellings.union(all, more);
            }
            return all;
        }

        @Override
        public List<Spellings> required() {
            List<Spellings> whole = Spellings.usable(spelled());
            return !whole.isEmpty() || least == 0 ? whole : part.required();
        }

        @Override
        public boolean mayHold(int codePoint) {
            return most != 0 && part.mayHold(codePoint);
        }

        @Override
        public boolean lingers() {
            return part.lingers() || ((most == UNBOUNDED || most >= MANY) && part.mayHold(' ') && part.mayHold('e'));
        }

        @Override
        public Expression trimmed(Edge edge) {
            return switch (least) {
                case 0 -> Sequence.EMPTY;
                case 1 -> part.trimmed(edge);
                default -> new Repeat(part, least, least);
            };
        }
    }
}
