package dev.pointsman.estimate;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import dev.pointsman.learned.TextClassifier;
import dev.pointsman.learned.TextEncoder.EncodingFailed;
import dev.pointsman.learned.TextEncoderFactory;
import dev.pointsman.learned.task.TaskResources;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of pairs alone, and learned nothing here: a classifier of this process, or a model of the policy that is asked.
 *
 * <p>A classifier's first class is that the strong model wins; a tie counts for the weak one: RouteLLM's labels (lm-sys/RouteLLM, routers.py,
 * BERTRouter, 2024).
 *
 * @param classifier null where a model is asked
 * @param asked its name; null where a classifier tells
 * @param budget longest wait for either
 */
record JudgingEstimator(
        String name,
        @Nullable TextClassifier classifier,
        @Nullable String asked,
        Duration budget) implements Estimator, LaterEstimate {
    private static final Logger LOG = LoggerFactory.getLogger(JudgingEstimator.class);
    private static final Duration ASKING = Duration.ofSeconds(1);
    private static final Duration CLASSIFYING = Duration.ofMillis(200);
    private static final String ASK = "ask";

    /** Reads the estimator of a score that names no file; notes mistakes at their nodes. */
    static @Nullable JudgingEstimator from(String score, ConfigNode node, ConfigNode estimator, TaskResources from) {
        if (node.at("weights") != null) {
            estimator.problem(
                    "it tells of pairs alone: expected \"strong\", \"weak\" and \"threshold\", or the file of a"
                            + " trained router");
            return null;
        }
        if (node.at("as") != null) {
            node.problemAtKey("as", "it knows no models by name: expected the file of a trained router");
        }
        ConfigNode model = estimator.at(ASK);
        if (model != null) {
            estimator.onlyKeys(ASK);
            if (model.isScalar() && !from.models().contains(model.text())) {
                model.problem("unknown model \"" + model.text() + "\"" + NearestWord.hint(model.text(), from.models()));
            }
            return new JudgingEstimator(score, null, model.text(), budget(node, ASKING));
        }
        for (TextEncoderFactory factory : from.encoders()) {
            if (estimator.at(factory.type()) != null) {
                TextClassifier classifier = factory.classifier(estimator, from.paths());
                return classifier == null
                        ? null
                        : new JudgingEstimator(score, classifier, null, budget(node, CLASSIFYING));
            }
        }
        estimator.problem(
                "expected the file of a trained router, { ask: MODEL }, or { onnx: FILE, vocab: FILE } with the"
                        + " plug-in gateway-onnx.jar in the folder \"plugins\"");
        return null;
    }

    static Duration budget(ConfigNode score, Duration usual) {
        Duration budget = score.read("budget", usual, ConfigNode::duration);
        if (budget.isZero()) {
            score.orNothing("budget").problem("expected a time above zero");
        }
        return budget;
    }

    @Override
    public double threshold(@Nullable ConfigNode strongShare) {
        return Double.NaN;
    }

    @Override
    public LaterEstimate later() {
        return this;
    }

    @Override
    public PromptView view(String text) {
        try {
            return opinion(text);
        } catch (EncodingFailed failed) {
            LOG.debug("score {}: its classifier fails", name, failed);
            return Opinion.OPEN;
        }
    }

    @Override
    public Opinion opinion(String text) throws EncodingFailed {
        return classifier == null ? Opinion.OPEN : Opinion.preferring(classifier.probabilities(text)[0]);
    }
}
