package dev.pointsman.learned.task;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.task.TaskFile.Refused;
import dev.pointsman.routing.text.WordAutomaton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code tasks}: which there are, and how the task of a request is told.
 *
 * @param budget longest wait for what takes a while: 1 s where a model is asked, 100 ms for an encoder of this process, else 10 ms, which no
 *     telling takes
 * @param minConfidence below it the task is left open, 0..1; 0.55
 * @param labels names of the tasks
 * @param classifier what tells without asking; null where nothing does
 * @param encoded what tells by an encoder of this process where the classifier leaves it open; null where none does
 * @param remote the model that is asked where the classifier leaves it open; null where none is
 */
public record TaskSettings(
        Duration budget,
        double minConfidence,
        List<String> labels,
        @Nullable TaskClassifier classifier,
        @Nullable EncodedTasks encoded,
        @Nullable Remote remote) {
    /**
     * A model of the policy that is asked.
     *
     * @param model its name
     * @param node where the policy names it
     * @param labels the tasks with their examples
     */
    public record Remote(Way way, String model, ConfigNode node, List<TaskLabel> labels) {
        public Remote {
            labels = List.copyOf(labels);
        }
    }

    /** What is asked of a model. */
    public enum Way {
        /** A chat: which of the labels it is. */
        CHAT,
        /** The vector of the text, to be compared with those of the examples. */
        EMBEDDINGS
    }

    public static final int MOST_EXAMPLES = 500;
    public static final Duration DEFAULT_BUDGET = Duration.ofMillis(10);
    /** Where a model is asked. */
    public static final Duration ASKING_BUDGET = Duration.ofSeconds(1);
    /** Where texts are encoded in this process. */
    public static final Duration ENCODING_BUDGET = Duration.ofMillis(100);

    public static final double DEFAULT_MIN_CONFIDENCE = 0.55;
    public static final TaskSettings NONE =
            new TaskSettings(DEFAULT_BUDGET, DEFAULT_MIN_CONFIDENCE, List.of(), null, null, null);

    public TaskSettings {
        labels = List.copyOf(labels);
    }

    /** Reads {@code tasks}; null stands for none. Takes long where an encoder of this process is to encode the examples. */
    public static TaskSettings from(@Nullable ConfigNode node, TaskResources resources) {
        if (node == null) {
            return NONE;
        }
        node.onlyKeys("budget", "min_confidence", "labels", "model", "ask", "encoder");
        double minConfidence = node.read("min_confidence", DEFAULT_MIN_CONFIDENCE, (n, least) -> n.number(0, 1, least));
        ConfigNode model = node.at("model");
        if (model != null) {
            for (String other : List.of("labels", "ask", "encoder")) {
                if (node.at(other) != null) {
                    node.problemAtKey(other, "\"" + other + "\" beside \"model\": a trained classifier has its own");
                }
            }
            TaskClassifier trained = trained(model, resources.files());
            List<String> labels = trained == null ? List.of() : trained.labels();
            return new TaskSettings(budget(node, DEFAULT_BUDGET), minConfidence, labels, trained, null, null);
        }
        if (node.isMap() && node.at("labels") == null) {
            node.problem("missing key \"labels\" (or \"model\", a trained classifier)");
        }
        TaskSettings byLabels = byLabels(node, minConfidence, resources);
        Remote asked = byLabels.remote;
        if (asked != null && !resources.models().contains(asked.model)) {
            String hint = NearestWord.hint(asked.model, resources.models());
            asked.node.problem("unknown model \"" + asked.model + "\"" + hint);
        }
        return byLabels;
    }

    private static TaskSettings byLabels(ConfigNode node, double minConfidence, TaskResources resources) {
        ConfigNode ask = node.at("ask");
        EncoderChoice encoder = EncoderChoice.from(node.at("encoder"), resources);
        List<TaskLabel> labels = labels(node.orNothing("labels"), ask != null);
        List<String> names = labels.stream().map(TaskLabel::name).toList();
        if (ask != null && !encoder.hashed()) {
            node.problemAtKey("ask", "\"ask\" beside \"encoder\": expected one way to tell what words leave open");
        }
        List<TaskLabel> own = encoder.hashed()
                ? labels
                : labels.stream().map(TaskLabel::byWords).toList();
        boolean told = own.stream()
                .anyMatch(label -> !label.words().isEmpty() || !label.like().isEmpty());
        TaskClassifier classifier = told ? TaskClassifier.ofExamples(own) : null;
        EncodedTasks encoded = encoder.encoded(labels);
        Remote remote = remote(ask, encoder.model(), labels);
        Duration usual = remote != null ? ASKING_BUDGET : encoded != null ? ENCODING_BUDGET : DEFAULT_BUDGET;
        return new TaskSettings(budget(node, usual), minConfidence, names, classifier, encoded, remote);
    }

    private static @Nullable Remote remote(
            @Nullable ConfigNode ask, @Nullable ConfigNode embeddings, List<TaskLabel> labels) {
        if (ask != null) {
            return new Remote(Way.CHAT, ask.text(), ask, labels);
        }
        return embeddings == null ? null : new Remote(Way.EMBEDDINGS, embeddings.text(), embeddings, labels);
    }

    /**
     * One probability per label by all that tells without a model being asked; null where nothing does. Takes as long as the encoder does.
     *
     * @throws EncodingFailed where that has no vector of the text
     */
    public double @Nullable [] probabilities(String text) throws EncodingFailed {
        double[] own = classifier == null ? null : classifier.probabilities(text);
        if (encoded == null || (own != null && own[TaskClassifier.best(own)] >= minConfidence)) {
            return own;
        }
        return encoded.probabilities(text);
    }

    private static Duration budget(ConfigNode node, Duration usual) {
        Duration budget = node.read("budget", usual, ConfigNode::duration);
        if (budget.isZero()) {
            node.orNothing("budget").problem("expected a time above zero");
            return usual;
        }
        return budget;
    }

    private static @Nullable TaskClassifier trained(ConfigNode model, Function<ConfigNode, byte @Nullable []> files) {
        byte[] bytes = files.apply(model);
        if (bytes == null) {
            return null;
        }
        try {
            return TaskFile.read(bytes);
        } catch (Refused refused) {
            model.problem("\"" + model.text() + "\" cannot be used: " + refused.getMessage());
            return null;
        }
    }

    /** @param asked whether a model is asked: then a name alone will do */
    private static List<TaskLabel> labels(ConfigNode node, boolean asked) {
        List<TaskLabel> labels = new ArrayList<>();
        int examples = 0;
        for (Map.Entry<String, ConfigNode> entry : node.entries().entrySet()) {
            TaskLabel label = label(node, entry.getKey(), entry.getValue(), asked);
            labels.add(label);
            examples += label.like().size();
        }
        if (labels.isEmpty() && node.kind() != ConfigNode.Kind.NULL) {
            node.problem("expected at least one label");
        }
        if (labels.size() > TaskFile.MOST_LABELS) {
            node.problem("too many labels: " + labels.size() + " (expected: at most " + TaskFile.MOST_LABELS + ")");
        }
        if (examples > MOST_EXAMPLES) {
            node.problem("too many examples: " + examples + " (expected: at most " + MOST_EXAMPLES
                    + "; train a classifier with \"gateway tasks train\")");
            return List.of(); // not fitted
        }
        if (cells(labels) > WordAutomaton.MOST_CELLS) {
            node.problem("the labels have too many words: the table for them would be too large");
            return List.of();
        }
        return labels;
    }

    private static TaskLabel label(ConfigNode parent, String name, ConfigNode node, boolean asked) {
        if (name.isBlank() || name.equals("*") || name.startsWith("/")) {
            parent.problemAtKey(name, "\"" + name + "\" is no name of a task (expected one that a rule can ask for)");
        }
        node.onlyKeys("words", "like");
        TaskLabel label = new TaskLabel(name, texts(node, "words"), texts(node, "like"));
        if (!asked && label.words().isEmpty() && label.like().isEmpty()) {
            parent.problemAtKey(name, "label \"" + name + "\" has nothing to be told by: expected words or like");
        }
        return label;
    }

    private static List<String> texts(ConfigNode label, String key) {
        ConfigNode node = label.isMap() ? label.at(key) : null;
        if (node == null) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        for (ConfigNode item : node.itemsOrSelf()) {
            String text = item.text();
            if (!text.isBlank()) {
                texts.add(text);
            } else if (item.isScalar()) {
                item.problem("expected a text but found an empty one");
            }
        }
        return texts;
    }

    private static long cells(List<TaskLabel> labels) {
        WordAutomaton.Builder builder = new WordAutomaton.Builder();
        labels.forEach(label -> label.words().forEach(builder::add));
        return builder.cells();
    }
}
