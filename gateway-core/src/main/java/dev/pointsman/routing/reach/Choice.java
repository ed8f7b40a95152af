package dev.pointsman.routing.reach;

import java.util.BitSet;

/**
 * Some of a fixed number of values: truth values, endpoints, days, minutes of the day.
 *
 * @param of how many there are in all
 */
record Choice(BitSet chosen, int of) implements Region {
    Choice {
        chosen = (BitSet) chosen.clone();
    }

    static Choice of(int all, int... chosen) {
        BitSet bits = new BitSet(all);
        for (int each : chosen) {
            bits.set(each);
        }
        return new Choice(bits, all);
    }

    @Override
    public Region and(Region other) {
        BitSet both = (BitSet) chosen.clone();
        both.and(((Choice) other).chosen);
        return new Choice(both, of);
    }

    @Override
    public Region not() {
        BitSet others = (BitSet) chosen.clone();
        others.flip(0, of);
        return new Choice(others, of);
    }

    @Override
    public boolean isEmpty() {
        return chosen.isEmpty();
    }
}
