package dev.pointsman.routing.text;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A few short texts, one of which a match holds. A place of a text may take any of a few characters, as letters in either case do.
 *
 * @param texts at least one
 */
record Spellings(List<List<CodeSet>> texts) {
    /** Characters of the longest text. */
    static final int LONGEST = 24;

    private static final int MOST = 16;
    private static final int MOST_IN_A_PLACE = 4;

    /** The empty text. */
    static final Spellings NOTHING = new Spellings(List.of(List.of()));

    Spellings {
        texts = List.copyOf(texts);
    }

    static @Nullable Spellings of(CodeSet place) {
        return place.ranges() > 0 && place.size() <= MOST_IN_A_PLACE ? new Spellings(List.of(List.of(place))) : null;
    }

    /** Each of the one followed by each of the other; null where that is too much, or one of them is null. */
    static @Nullable Spellings product(@Nullable Spellings some, @Nullable Spellings others) {
        if (some == null || others == null || some.texts.size() * others.texts.size() > MOST) {
            return null;
        }
        List<List<CodeSet>> products = new ArrayList<>();
        for (List<CodeSet> first : some.texts) {
            for (List<CodeSet> second : others.texts) {
                List<CodeSet> both = new ArrayList<>(first);
                both.addAll(second);
                if (both.size() > LONGEST) {
                    return null;
                }
                products.add(both);
            }
        }
        return new Spellings(products);
    }

    /** Null where that is too much, or one of them is null. */
    static @Nullable Spellings union(@Nullable Spellings some, @Nullable Spellings others) {
        if (some == null || others == null || some.texts.size() + others.texts.size() > MOST) {
            return null;
        }
        List<List<CodeSet>> all = new ArrayList<>(some.texts);
        all.addAll(others.texts);
        return new Spellings(all);
    }

    /** Itself where it tells anything, that is, where none of its texts is empty. */
    static List<Spellings> usable(@Nullable Spellings spellings) {
        return spellings == null || spellings.shortest() == 0 ? List.of() : List.of(spellings);
    }

    /** The one that the fewest texts hold, by the length of its shortest; null where there is none. */
    static @Nullable Spellings best(List<Spellings> some) {
        return some.stream().max(Comparator.comparingInt(Spellings::shortest)).orElse(null);
    }

    int shortest() {
        return texts.stream().mapToInt(List::size).min().orElse(0);
    }

    /** Found where one of the texts is. */
    Expression expression() {
        List<Expression> branches = new ArrayList<>();
        for (List<CodeSet> text : texts) {
            List<Expression> places = new ArrayList<>();
            text.forEach(place -> places.add(new Expression.Chars(place)));
            branches.add(Expression.Sequence.of(places));
        }
        return Expression.Choice.of(branches);
    }
}
