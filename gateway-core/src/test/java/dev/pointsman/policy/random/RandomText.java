package dev.pointsman.policy.random;

import java.util.Map;

/** The text of the n-th random policy: as many are whole as are damaged in one to three places. */
public final class RandomText {
    private RandomText() {}

    public static String of(long seed) {
        Dice dice = new Dice(seed);
        Map<String, Object> tree = RandomPolicy.tree(dice);
        Damage damage = new Damage(dice);
        int inTree = dice.chance(0.5) ? 0 : dice.between(0, 2);
        for (int i = 0; i < inTree && !tree.isEmpty(); i++) {
            tree = damage.tree(tree);
        }
        String text = YamlSketch.of(tree, dice);
        return dice.chance(0.2) && !text.isEmpty() ? damage.text(text) : text;
    }
}
