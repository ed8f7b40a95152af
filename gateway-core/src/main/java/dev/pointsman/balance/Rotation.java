package dev.pointsman.balance;

import java.util.ArrayList;
import java.util.List;

/** Orders of a list that leave out nothing. */
final class Rotation {
    private Rotation() {}

    /** From {@code start} to the end, then from the beginning. */
    static <T> List<T> from(List<T> items, int start) {
        if (start == 0) {
            return items;
        }
        int size = items.size();
        List<T> rotated = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            int at = start + i;
            rotated.add(items.get(at < size ? at : at - size));
        }
        return rotated;
    }

    /** Each order equally likely as far as one draw of 53 bits can tell: Fisher and Yates, a digit of the draw for each place. */
    static <T> List<T> shuffled(List<T> items, double draw) {
        if (items.size() < 2) {
            return items;
        }
        List<T> order = new ArrayList<>(items);
        double left = draw;
        for (int place = 0; place < order.size() - 1; place++) {
            int choices = order.size() - place;
            left *= choices;
            int digit = Math.min((int) left, choices - 1);
            left -= digit;
            T chosen = order.remove(place + digit);
            order.add(place, chosen);
        }
        return order;
    }

    /**
     * Adds the items in the order of their costs, the cheapest first and equals as they come; those of negative infinity are left out.
     *
     * @param costs one for each item; used up
     */
    static <T> void addRising(List<T> order, List<T> items, double[] costs) {
        for (int place = order.size(); place < costs.length; place++) {
            int cheapest = -1;
            for (int i = 0; i < costs.length; i++) {
                boolean left = costs[i] != Double.NEGATIVE_INFINITY;
                if (left && (cheapest < 0 || costs[i] < costs[cheapest])) {
                    cheapest = i;
                }
            }
            if (cheapest < 0) {
                return;
            }
            order.add(items.get(cheapest));
            costs[cheapest] = Double.NEGATIVE_INFINITY;
        }
    }
}
