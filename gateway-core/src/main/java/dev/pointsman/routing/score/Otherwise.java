package dev.pointsman.routing.score;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.routing.KnownNames;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a request where no model keeps a score's bounds.
 *
 * @param use models to go to, in order; empty but for {@link Then#USE}
 */
record Otherwise(Then then, List<String> use) {
    enum Then {
        /** The bounds are ignored, and that is noted. */
        KEEP,
        /** The request fails. */
        REJECT,
        /** Bounds are dropped, the one written last first, until some model keeps the others. */
        RELAX,
        /** It goes to certain models. */
        USE
    }

    private static final List<String> WORDS = List.of("keep", "reject", "relax");

    static final Otherwise KEEP = new Otherwise(Then.KEEP, List.of());

    Otherwise {
        use = List.copyOf(use);
    }

    /** Notes mistakes at their nodes. */
    static Otherwise from(@Nullable ConfigNode node, KnownNames names) {
        if (node == null) {
            return KEEP;
        }
        if (node.isMap()) {
            ConfigNode use = node.onlyKeys("use").required("use");
            return use == null ? KEEP : using(use, names);
        }
        String word = node.text();
        if (node.isScalar() && !WORDS.contains(word)) {
            node.problem("expected one of keep, reject, relax or { use: MODEL } but found \"" + word + "\""
                    + NearestWord.hint(word, WORDS));
        }
        return switch (word) {
            case "reject" -> new Otherwise(Then.REJECT, List.of());
            case "relax" -> new Otherwise(Then.RELAX, List.of());
            default -> KEEP;
        };
    }

    private static Otherwise using(ConfigNode node, KnownNames names) {
        List<String> models = new ArrayList<>();
        for (ConfigNode item : node.itemsOrSelf()) {
            if (names.checkModel(item)) {
                models.add(item.text());
            }
        }
        if (node.itemsOrSelf().isEmpty()) {
            node.problem("expected at least one model");
        }
        return new Otherwise(Then.USE, models);
    }
}
