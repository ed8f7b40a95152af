package dev.pointsman.cli.learned;

import dev.pointsman.cli.terminal.ProgressBar;
import dev.pointsman.config.NearestWord;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.learned.quality.RouterKind;
import dev.pointsman.training.data.BadRows;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.evaluate.Answers;
import dev.pointsman.training.evaluate.DrawnChoice;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.report.RouterEvaluation;
import dev.pointsman.training.report.RouterJson;
import dev.pointsman.training.report.RouterText;
import dev.pointsman.training.report.SomeModels;
import dev.pointsman.training.routers.RouterTrainer;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains a router from outcomes, measures it on others, and writes its file if it is better than one model for everything. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Trains a router from outcomes (prompt, score of each model) and measures it on held-back ones.")
public final class TrainCommand implements Callable<Integer> {
    private static final double HELD_BACK = 0.2;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--outcomes",
            paramLabel = "FILE",
            required = true,
            description =
                    "JSON lines {\"prompt\": …, \"scores\": {model: 0 to 1}, \"costs\": {model: USD}}, also as .gz; or"
                            + " ledger:PATH[?from=TIME&until=TIME], a gateway's own ledger with prompts and ratings")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String outcomes;

    @Option(
            names = "--dev",
            paramLabel = "FILE",
            description =
                    "outcomes to choose settings and to measure on (default: a fifth of the questions of --outcomes)")
    private @Nullable String dev;

    @Option(
            names = "--router",
            paramLabel = "METHOD",
            description = "sw, mf, classifier, knn, cluster, two-stage or blend (default: ${DEFAULT-VALUE})")
    private String router = "blend";

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "file to write")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path out;

    @Option(names = "--seed", description = "of all chance in it (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(
            names = "--allow-losing",
            description = "write the file even if the router is no better than one model for everything")
    private boolean allowLosing;

    @Option(
            names = "--no-refit",
            description = "write the router as it was measured (default: once it is measured, it learns from the rows"
                    + " it was measured on too)")
    private boolean noRefit;

    @Option(
            names = "--note",
            paramLabel = "NAME=TEXT",
            description = "kept in the file, such as source=… or licence=…; may be repeated")
    private Map<String, String> notes = Map.of();

    @Option(
            names = "--examples",
            paramLabel = "COUNT",
            description = "prompts of each task to keep in the file, 0 to " + RouterCard.MOST_EXAMPLES
                    + ", for the dashboard: who can read the file or the admin API reads them (default:"
                    + " ${DEFAULT-VALUE})")
    private int examples;

    @Option(names = "--json", description = "print JSON, and no progress")
    private boolean json;

    @Mixin
    private final EncoderOption encoder = new EncoderOption();

    @Mixin
    private final PairChoice pair = new PairChoice();

    @Override
    public Integer call() throws IOException {
        RouterKind kind = kind();
        if (examples < 0 || examples > RouterCard.MOST_EXAMPLES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--examples: " + examples + " (expected: 0 to " + RouterCard.MOST_EXAMPLES + ")");
        }
        PrintWriter err = spec.commandLine().getErr();
        try {
            OutcomeTable all = LearnedFiles.outcomes(outcomes);
            OutcomeTable.Split split = dev == null
                    ? all.split(HELD_BACK, seed)
                    : new OutcomeTable.Split(all, LearnedFiles.outcomes(dev).withModels(all.models()));
            String problem = problem(kind, split);
            if (problem != null) {
                err.println(problem + "; nothing was written");
                err.flush();
                return 1;
            }
            return train(kind, split);
        } catch (BadRows bad) {
            err.println(bad.getMessage());
            err.println(bad.count() + (bad.count() == 1 ? " problem" : " problems") + "; nothing was written");
            err.flush();
            return 1;
        }
    }

    private RouterKind kind() {
        return RouterKind.named(router).orElseThrow(() -> {
            List<String> words =
                    Arrays.stream(RouterKind.values()).map(RouterKind::word).toList();
            return new ParameterException(
                    spec.commandLine(),
                    "--router: unknown method \"" + router + "\"" + NearestWord.hint(router, words) + " (expected: "
                            + String.join(", ", words) + ")");
        });
    }

    private @Nullable String problem(RouterKind kind, OutcomeTable.Split split) {
        if (split.kept().models().size() < 2) {
            return outcomes + ": it has 1 model (expected: at least 2)";
        }
        if (split.kept().size() < RouterTrainer.LEAST_PROMPTS) {
            return outcomes + ": " + split.kept().size() + " rows to learn from (expected: at least "
                    + RouterTrainer.LEAST_PROMPTS + ")";
        }
        List<String> measured = pair.measured(split.held().models());
        if (Answers.withDrawn(split.held().withModels(measured)).size() == 0) {
            return Unmeasured.rows(dev == null ? outcomes : dev, measured);
        }
        if (kind == RouterKind.SW && !split.kept().compares()) {
            return outcomes + ": sw learns from rows that have scores of several models, and none has (expected: such"
                    + " rows, or another --router: what was answered by one model each is learned from by all others)";
        }
        return null;
    }

    private int train(RouterKind kind, OutcomeTable.Split split) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        List<String> measured = pair.measured(split.held().models());
        OutcomeTable held = split.held().withModels(measured);
        List<Integer> models = pair.of(measured, Answers.withDrawn(held).table().bestSingle());
        RouterTrainer.Trial trial = new RouterTrainer(kind, seed, encoder.encoder())
                .trial(split.kept(), split.held(), progress("training"));
        LearnedRouter trained = trial.router();
        RouterEvaluation evaluation = RouterEvaluation.of(
                new SomeModels(trained, measured),
                held,
                CardFigures.options(trained, models, seed),
                progress("measuring"));
        PrintWriter print = spec.commandLine().getOut();
        if (!json) {
            print.print(RouterText.of(evaluation));
            print.flush();
        }
        boolean written = evaluation.gains() || allowLosing;
        LearnedRouter last = written && !noRefit ? trial.onAll(progress("on all rows")) : trained;
        RouterCard card = withExamples(
                card(last.card().with(CardFigures.MEASURED, split.kept().size()), evaluation, last.models()),
                last,
                split.kept());
        // thresholds of shares by the router that has not seen the rows
        byte[] bytes = RouterFile.write(
                last.with(models.isEmpty() ? card : shared(card, new SomeModels(trained, measured), models, held)));
        if (written) {
            LearnedFiles.write(out, bytes);
        }
        if (json) {
            print.println(RouterJson.of(evaluation)
                    .put("router", kind.word())
                    .put("measured_learned_from", split.kept().size())
                    .put("learned_from", card.prompts())
                    .put("bytes", bytes.length)
                    .put("written", written)
                    .toPrettyString());
        } else if (written) {
            if (!noRefit) {
                print.println(
                        "\nThese figures are of the fit to " + split.kept().size()
                                + " rows. The router that is written learned from all " + card.prompts() + ".");
            }
            print.println("\nwrote " + out + ": " + kind.word() + " from " + card.prompts() + " rows, "
                    + (bytes.length + 999) / 1000 + " kB");
        }
        print.flush();
        if (!written) {
            err.println((evaluation.tells()
                            ? "on these rows the router is no better than " + evaluation.bestSingle()
                                    + " for everything"
                            : "what is known of the router's choices is worth fewer than " + DrawnChoice.LEAST
                                    + " observations (more ratings are needed, or a larger share that explores)")
                    + "; nothing was written (--allow-losing writes it all the same)");
            err.flush();
        }
        return written ? 0 : 1;
    }

    private static RouterCard shared(RouterCard card, SomeModels pair, List<Integer> models, OutcomeTable held) {
        List<String> prompts = held.rows().stream().map(OutcomeRow::prompt).toList();
        return CardFigures.withShares(
                card, pair, models, CardFigures.preferences(pair, models, prompts, Progress.SILENT));
    }

    private RouterCard withExamples(RouterCard card, LearnedRouter router, OutcomeTable outcomes) {
        if (examples == 0 || router.tasks().isEmpty()) {
            return card;
        }
        RouterCard told = card;
        List<List<String>> byTask = PromptsByTask.of(
                router, outcomes.rows().stream().map(OutcomeRow::prompt).toList());
        for (int task = 0; task < byTask.size(); task++) {
            told = told.withExamples(
                    task, byTask.get(task).stream().limit(examples).toList());
        }
        return told;
    }

    /** The card, with what a later command or the gateway needs, and with what was measured. */
    private RouterCard card(RouterCard card, RouterEvaluation e, List<String> models) {
        Map<String, Double> figures = new TreeMap<>(card.figures());
        CardFigures.curves(e, models).figures().forEach((name, value) -> put(figures, name, value));
        put(figures, "dev-rows", e.rows());
        put(figures, "dev-quality", e.router().quality().value());
        put(figures, "dev-gain", e.router().gain().value());
        put(figures, "dev-gain-low", e.router().gain().low());
        put(figures, "dev-gain-high", e.router().gain().high());
        put(figures, "dev-cost-share", e.router().costShare());
        if (e.cost() != null) {
            put(figures, "dev-aiq", e.cost().aiq().value());
            put(figures, "dev-aiq-gain", e.cost().gain().value());
            put(figures, CardFigures.REFERENCE, e.cost().referenceUsd());
            put(
                    figures,
                    CardFigures.WEIGHT,
                    e.cost().chosen() == null ? 0 : e.cost().chosen().weight());
        }
        if (e.pair() != null) {
            put(figures, "dev-apgr", e.pair().router().apgr().value());
        }
        Map<String, String> told = new TreeMap<>(card.notes());
        told.putAll(notes);
        told.put(CardFigures.BEST, e.bestSingle());
        if (encoder.written() != null) {
            told.put(RouterCard.ENCODER, encoder.written());
        }
        return new RouterCard(card.kind(), card.seed(), card.prompts(), card.digest(), figures, told);
    }

    private static void put(Map<String, Double> figures, String name, double value) {
        if (Double.isFinite(value)) {
            figures.put(name, value);
        }
    }

    private Progress progress(String what) {
        return json ? Progress.SILENT : new ProgressBar(spec.commandLine().getErr(), what);
    }
}
