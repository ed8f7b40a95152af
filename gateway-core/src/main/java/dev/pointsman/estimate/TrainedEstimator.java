package dev.pointsman.estimate;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.Unencoded;
import dev.pointsman.learned.file.RefusedFile;
import dev.pointsman.learned.prompt.PromptPoint;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.learned.task.EncoderChoice;
import dev.pointsman.learned.task.TaskResources;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trained router of one score.
 *
 * @param name of its file, without the folder and what follows the last point
 * @param places of the policy's models among the router's; -1 where it does not know one
 * @param strong place of a pair's strong model, and {@code weak} of the other; -1 where it is of no pair
 * @param familiarFrom similarity from which on a prompt is like one it learned from, -1..1
 * @param embeddings model of the policy whose vectors its prompts are compared by; null for none
 * @param later null where it is so quick that it is asked on the event loop
 */
record TrainedEstimator(
        String name,
        LearnedRouter router,
        Map<String, Integer> places,
        int strong,
        int weak,
        double familiarFrom,
        @Nullable String embeddings,
        @Nullable LaterEstimate later)
        implements Estimator {
    /** Key of the file where the estimator is a map. */
    static final String FILE = "file";

    private static final Logger LOG = LoggerFactory.getLogger(TrainedEstimator.class);
    private static final Duration BUDGET = Duration.ofMillis(100);
    /** Where a model of embeddings is called first. */
    private static final Duration CALL_BUDGET = Duration.ofMillis(300);
    /** More numbers of stored prompts than these, some tenth of a millisecond's worth, are not gone through on an event loop. */
    private static final int MOST_AT_ONCE = 250_000;

    TrainedEstimator {
        places = Map.copyOf(places);
    }

    /** The same, off the event loop. */
    private record Later(TrainedEstimator estimator, Duration budget) implements LaterEstimate {
        @Override
        public @Nullable String asked() {
            return null;
        }

        @Override
        public @Nullable String embeddings() {
            return estimator.embeddings;
        }

        @Override
        public Opinion opinion(String text, float[] vector) throws EncodingFailed {
            try {
                LearnedRouter router = estimator.router.encodedBy(new Given(vector));
                return Opinion.of(new View(estimator, router.point(text)), estimator.places.keySet());
            } catch (IllegalArgumentException other) {
                throw new EncodingFailed(String.valueOf(other.getMessage()));
            }
        }

        @Override
        public Opinion opinion(String text) throws EncodingFailed {
            try {
                return Opinion.of(estimator.looked(text), estimator.places.keySet());
            } catch (Unencoded failed) {
                throw failed.failure();
            }
        }
    }

    /** The encoder of one text, whose vector is there. */
    private static final class Given implements TextEncoder {
        private final float[] vector;

        Given(float[] vector) {
            this.vector = vector;
        }

        @Override
        public float[] encode(String text) {
            return vector;
        }

        @Override
        public int dimensions() {
            return vector.length;
        }
    }

    /** One prompt, looked at as far as it is asked of. */
    private static final class View implements PromptView {
        private final TrainedEstimator by;
        private final PromptPoint point;
        private double @Nullable [] scores;

        View(TrainedEstimator by, PromptPoint point) {
            this.by = by;
            this.point = point;
        }

        @Override
        public double quality(String model) {
            int place = by.places.getOrDefault(model, -1);
            if (place < 0) {
                return Double.NaN;
            }
            double[] known = scores;
            if (known == null) {
                known = by.router.scorer().scores(point);
                scores = known;
            }
            return known[place];
        }

        @Override
        public double preference() {
            return by.strong < 0 || by.weak < 0
                    ? Double.NaN
                    : by.router.scorer().preference(point, by.strong, by.weak);
        }

        @Override
        public double familiarity() {
            return by.router.familiarity(point) - by.familiarFrom;
        }
    }

    @Override
    public PromptView view(String text) {
        if (embeddings != null) {
            return Opinion.OPEN; // that needs a call
        }
        try {
            return looked(text);
        } catch (Unencoded failed) {
            LOG.debug("router {}: its encoder fails", name, failed);
            return Opinion.OPEN;
        }
    }

    private PromptView looked(String text) {
        return new View(this, router.point(text));
    }

    /**
     * Reads what a score says of its estimator; notes mistakes at their nodes.
     *
     * @param named the file, or a map with that and its encoder
     * @param routers those that were read for other scores, by the name of their file as it is written
     */
    static @Nullable TrainedEstimator from(
            ConfigNode score, ConfigNode named, Map<String, LearnedRouter> routers, TaskResources from) {
        ConfigNode file = named.isMap() ? named.onlyKeys(FILE, "encoder").at(FILE) : named;
        LearnedRouter read = file == null ? null : router(file, from.files(), routers);
        LearnedRouter router = file == null || read == null ? null : encoded(read, file, named, from);
        if (file == null || router == null) {
            return null;
        }
        Collection<String> models = from.models();
        Map<String, String> as = names(score.at("as"), router, models);
        Map<String, Integer> places = new LinkedHashMap<>();
        for (String model : models) {
            places.put(model, router.models().indexOf(as.getOrDefault(model, model)));
        }
        checkKnown(score, file, router, places);
        TrainedEstimator atOnce = new TrainedEstimator(
                stem(file.text()),
                router,
                places,
                place(score.at("strong"), places),
                place(score.at("weak"), places),
                familiarFrom(score.at("unfamiliar"), router),
                router.encoder() == null ? null : embeddings(named),
                null);
        Duration budget = JudgingEstimator.budget(score, atOnce.embeddings == null ? BUDGET : CALL_BUDGET);
        boolean goesThroughAll = router.comparesAll() || score.at("unfamiliar") != null;
        boolean slow = router.encoder() != null || (goesThroughAll && router.storedNumbers() > MOST_AT_ONCE);
        return slow ? atOnce.later(budget) : atOnce;
    }

    /** The router with the encoder that it needs; null, with a problem noted, where it is not given. */
    private static @Nullable LearnedRouter encoded(
            LearnedRouter router, ConfigNode file, ConfigNode named, TaskResources from) {
        ConfigNode node = named.isMap() ? named.at("encoder") : null;
        if (router.encoder() == null) {
            if (node != null) {
                named.problemAtKey("encoder", "the router was trained without one: expected none");
            }
            return router;
        }
        if (node == null) {
            file.problem(
                    "it was trained with the encoder " + router.encoder()
                            + ": expected { file: FILE, encoder: { onnx: FILE, vocab: FILE } }, or { embeddings: MODEL } there");
            return null;
        }
        EncoderChoice choice = EncoderChoice.from(node, from);
        ConfigNode model = choice.model();
        TextEncoder encoder = choice.encoder();
        if (model != null) {
            if (!from.models().contains(model.text())) {
                model.problem("unknown model \"" + model.text() + "\"" + NearestWord.hint(model.text(), from.models()));
            }
            return router;
        }
        if (encoder == null) {
            node.problem("expected { onnx: FILE, vocab: FILE }, or { embeddings: MODEL }");
            return null;
        }
        try {
            return router.encodedBy(encoder);
        } catch (IllegalArgumentException other) {
            node.problem(String.valueOf(other.getMessage()));
            return null;
        }
    }

    private TrainedEstimator later(Duration budget) {
        return new TrainedEstimator(
                name, router, places, strong, weak, familiarFrom, embeddings, new Later(this, budget));
    }

    private static @Nullable String embeddings(ConfigNode named) {
        ConfigNode encoder = named.isMap() ? named.at("encoder") : null;
        ConfigNode model = encoder == null || !encoder.isMap() ? null : encoder.at("embeddings");
        return model == null ? null : model.text();
    }

    @Override
    public double threshold(@Nullable ConfigNode strongShare) {
        if (strong < 0 || weak < 0) {
            return 0; // a problem is noted already
        }
        String first = router.models().get(strong);
        String second = router.models().get(weak);
        RouterCard card = router.card();
        return strongShare == null
                ? card.threshold(first, second)
                : card.threshold(first, second, strongShare.share(0));
    }

    private static int place(@Nullable ConfigNode model, Map<String, Integer> places) {
        return model == null ? -1 : places.getOrDefault(model.text(), -1);
    }

    private static @Nullable LearnedRouter router(
            ConfigNode file, Function<ConfigNode, byte @Nullable []> files, Map<String, LearnedRouter> routers) {
        LearnedRouter known = routers.get(file.text());
        byte[] bytes = known == null ? files.apply(file) : null;
        if (bytes == null) {
            return known;
        }
        try {
            LearnedRouter read = RouterFile.read(bytes);
            routers.put(file.text(), read);
            return read;
        } catch (RefusedFile refused) {
            file.problem("\"" + file.text() + "\" cannot be used: " + refused.getMessage());
            return null;
        }
    }

    /** The router's names of models of the policy that have another one there. */
    private static Map<String, String> names(@Nullable ConfigNode as, LearnedRouter router, Collection<String> models) {
        Map<String, String> names = new HashMap<>();
        if (as != null) {
            as.entries().forEach((model, node) -> {
                if (!models.contains(model)) {
                    as.problemAtKey(model, "unknown model \"" + model + "\"" + NearestWord.hint(model, models));
                } else if (!router.models().contains(node.text())) {
                    node.problem("the estimator does not know \"" + node.text() + "\": expected one of "
                            + String.join(", ", router.models()));
                } else {
                    names.put(model, node.text());
                }
            });
        }
        return names;
    }

    /** A pair needs both; else one known model is enough: of the others the policy's own quality counts. */
    private static void checkKnown(
            ConfigNode score, ConfigNode file, LearnedRouter router, Map<String, Integer> places) {
        boolean pair = false;
        for (String key : new String[] {"strong", "weak"}) {
            ConfigNode model = score.at(key);
            if (model != null) {
                pair = true;
                if (places.getOrDefault(model.text(), 0) < 0) {
                    model.problem("the estimator does not know \"" + model.text() + "\": expected as: { " + model.text()
                            + ": NAME } with one of " + String.join(", ", router.models()));
                }
            }
        }
        if (!pair && places.values().stream().noneMatch(place -> place >= 0)) {
            file.problem("it knows none of the policy's models: expected as: { MODEL: NAME } with names of "
                    + String.join(", ", router.models()));
        }
    }

    private static double familiarFrom(@Nullable ConfigNode unfamiliar, LearnedRouter router) {
        ConfigNode below = unfamiliar == null || !unfamiliar.isMap() ? null : unfamiliar.at("below");
        double known = router.card().figures().getOrDefault(RouterCard.FAMILIAR_FROM, -1.0);
        return below == null ? known : below.number(-1, 1, known);
    }

    private static String stem(String file) {
        try {
            Path last = Path.of(file).getFileName();
            String name = last == null ? file : last.toString();
            int point = name.lastIndexOf('.');
            return point > 0 ? name.substring(0, point) : name;
        } catch (InvalidPathException none) {
            return file;
        }
    }
}
