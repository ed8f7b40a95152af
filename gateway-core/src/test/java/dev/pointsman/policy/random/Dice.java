package dev.pointsman.policy.random;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Seeded chance, with the few questions that generators ask of it. */
public final class Dice {
    private final Random random;

    public Dice(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
    }

    public int below(int bound) {
        return random.nextInt(bound);
    }

    /** Both included. */
    public int between(int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    public boolean chance(double share) {
        return random.nextDouble() < share;
    }

    public double unit() {
        return random.nextDouble();
    }

    public long seed() {
        return random.nextLong();
    }

    public <T> T of(List<? extends T> some) {
        return some.get(random.nextInt(some.size()));
    }

    @SafeVarargs
    public final <T> T of(T... some) {
        return some[random.nextInt(some.length)];
    }

    /** Between one and {@code most} different ones, in any order. */
    public <T> List<T> some(List<? extends T> all, int most) {
        List<T> left = new ArrayList<>(all);
        List<T> some = new ArrayList<>();
        for (int i = between(1, Math.min(most, all.size())); i > 0; i--) {
            some.add(left.remove(random.nextInt(left.size())));
        }
        return some;
    }

    /** One alone, or a list of several: settings that take either. */
    public Object oneOrSome(List<?> all, int most) {
        List<Object> some = some(all, most);
        return some.size() == 1 && chance(0.7) ? some.get(0) : some;
    }

    /** Keys and values in turn, as a map that keeps their order. */
    public static Map<String, Object> map(Object... keysAndValues) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            map.put((String) keysAndValues[i], keysAndValues[i + 1]);
        }
        return map;
    }
}
