package dev.pointsman.cli.learned;

import dev.pointsman.cli.terminal.ProgressBar;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterFile;
import dev.pointsman.training.data.BadRows;
import dev.pointsman.training.data.OutcomeRow;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.data.PromptLines;
import dev.pointsman.training.evaluate.RiskControl;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.report.Calibrator;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Finds the threshold or the weight of cost for a share of strong calls, or for a promise of quality. */
@Command(
        name = "calibrate",
        mixinStandardHelpOptions = true,
        description = "Finds a router's threshold for a share of strong calls, or its setting that keeps a quality.")
public final class CalibrateCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "ROUTER", description = "file that \"gateway train\" wrote")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Path file;

    @Option(
            names = "--outcomes",
            paramLabel = "FILE",
            required = true,
            description = "a sample of traffic: for --min-quality outcomes, for --strong-share prompts are enough")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String outcomes;

    @Option(
            names = "--strong-share",
            paramLabel = "SHARE",
            description = "share of calls to the strong model, such as 30%%")
    private @Nullable String strongShare;

    @Option(
            names = "--min-quality",
            paramLabel = "SHARE",
            description = "share of the strong, or best single, model's quality that is to be kept, such as 0.95")
    private @Nullable String minQuality;

    @Option(
            names = "--confidence",
            paramLabel = "SHARE",
            description = "how sure that is to be (default: ${DEFAULT-VALUE})")
    private String confidence = "0.9";

    @Option(names = "--out", paramLabel = "FILE", description = "also write the router with what was found in its card")
    private @Nullable Path out;

    @Option(names = "--seed", description = "order of the prompts (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--json", description = "print JSON, and no progress")
    private boolean json;

    @Mixin
    private final EncoderOption encoder = new EncoderOption();

    @Mixin
    private final PairChoice pair = new PairChoice();

    @Override
    public Integer call() throws IOException {
        if ((strongShare == null) == (minQuality == null)) {
            throw wrong("expected either --strong-share or --min-quality");
        }
        LearnedRouter router = encoder.bound(LearnedFiles.router(file));
        List<String> measured = pair.measured(router.models());
        List<Integer> models = pair.of(measured, Math.min(bestOf(router), 1)).stream()
                .map(position -> router.models().indexOf(measured.get(position)))
                .toList();
        try {
            return strongShare != null ? share(router, models) : quality(router, models);
        } catch (BadRows bad) {
            PrintWriter err = spec.commandLine().getErr();
            err.println(bad.getMessage());
            err.println(bad.count() + (bad.count() == 1 ? " problem" : " problems") + "; nothing was calibrated");
            err.flush();
            return 1;
        }
    }

    private int bestOf(LearnedRouter router) {
        return Math.max(0, router.models().indexOf(router.card().notes().getOrDefault(CardFigures.BEST, "")));
    }

    private int share(LearnedRouter router, List<Integer> models) throws IOException {
        if (models.isEmpty()) {
            throw wrong("--strong-share: the router knows " + router.models().size()
                    + " models; name two with --strong and --weak");
        }
        double wanted = part("--strong-share", strongShare);
        double[] preferences = CardFigures.preferences(router, models, PromptLines.read(Path.of(outcomes)), progress());
        double threshold = Calibrator.threshold(wanted, preferences);
        double share = Calibrator.share(threshold, preferences);
        ObjectNode told = JsonMapper.shared().createObjectNode();
        told.put("threshold", threshold).put("strong_share", share).put("prompts", preferences.length);
        finish(router, told, shared(router, models, preferences).with(RouterCard.THRESHOLD, threshold));
        text(
                "threshold     %s\nstrong calls  %s of %,d prompts\n\n%s",
                decimal(threshold), percent(share), preferences.length, snippet(router, models, threshold));
        return 0;
    }

    private int quality(LearnedRouter router, List<Integer> models) throws IOException {
        OutcomeTable table = LearnedFiles.outcomes(outcomes).withModels(router.models());
        int rows = table.withModels(pair.measured(router.models())).complete().size();
        if (rows == 0) {
            throw new IOException(
                    outcomes + ": no row has a score of every model (expected: such rows; the promise cannot be"
                            + " kept by what was answered by one model each)");
        }
        Calibrator calibrator = new Calibrator(control(), seed);
        int fixed = models.isEmpty() ? bestOf(router) : models.get(0);
        Optional<Calibrator.Setting> found = models.isEmpty()
                ? calibrator.weight(
                        router,
                        table,
                        fixed,
                        router.card().figures().getOrDefault(CardFigures.REFERENCE, 0.0),
                        progress())
                : calibrator.threshold(router, table, models.get(0), models.get(1));
        if (found.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("no setting is sure to keep that quality: "
                    + router.models().get(fixed)
                    + " has to answer everything, or more outcomes are needed ("
                    + table.complete().size()
                    + " were given)");
            err.flush();
            return 1;
        }
        String name = models.isEmpty() ? CardFigures.WEIGHT : RouterCard.THRESHOLD;
        Calibrator.Setting setting = found.get();
        ObjectNode told = JsonMapper.shared().createObjectNode();
        told.put(name.replace('-', '_'), setting.value()).put("strong_share", setting.strongShare());
        told.put("quality", setting.quality()).put("strong_quality", setting.fixedQuality());
        if (Double.isFinite(setting.costShare())) {
            told.put("cost_share", setting.costShare());
        }
        RouterCard card = models.isEmpty()
                ? router.card()
                : shared(router, models, CardFigures.preferences(router, models, prompts(table), Progress.SILENT));
        finish(router, told, card.with(name, setting.value()));
        text(
                "%-13s %s\nstrong calls  %s (%s)\nquality       %s of %s on these rows\ncost          %s of its cost\n",
                name.replace('-', ' '),
                decimal(setting.value()),
                percent(setting.strongShare()),
                router.models().get(fixed),
                String.format(Locale.ROOT, "%.3f", setting.quality()),
                String.format(Locale.ROOT, "%.3f", setting.fixedQuality()),
                percent(setting.costShare()));
        if (!models.isEmpty()) {
            text("\n%s", snippet(router, models, setting.value()));
        }
        return 0;
    }

    private static RouterCard shared(LearnedRouter router, List<Integer> models, double[] preferences) {
        return CardFigures.withShares(router.card(), router, models, preferences);
    }

    private static List<String> prompts(OutcomeTable table) {
        return table.rows().stream().map(OutcomeRow::prompt).toList();
    }

    private RiskControl control() {
        try {
            return new RiskControl(part("--min-quality", minQuality), part("--confidence", confidence));
        } catch (IllegalArgumentException outside) {
            throw wrong(String.valueOf(outside.getMessage()));
        }
    }

    /** Prints JSON, and writes the router where a file was named. */
    private void finish(LearnedRouter router, ObjectNode told, RouterCard card) throws IOException {
        if (out != null) {
            LearnedFiles.write(out, RouterFile.write(router.with(card)));
        }
        if (json) {
            PrintWriter print = spec.commandLine().getOut();
            print.println(told.toPrettyString());
            print.flush();
        }
    }

    private void text(String format, Object... values) {
        if (!json) {
            PrintWriter print = spec.commandLine().getOut();
            print.print(String.format(Locale.ROOT, format, values));
            print.flush();
        }
    }

    /** What a policy's scores say; a file that was written tells the threshold itself. */
    private String snippet(LearnedRouter router, List<Integer> models, double threshold) {
        return "learned: { estimator: " + (out == null ? file : out) + ", strong: "
                + router.models().get(models.get(0)) + ", weak: "
                + router.models().get(models.get(1)) + (out == null ? ", threshold: " + decimal(threshold) : "")
                + " }\n";
    }

    private double part(String option, @Nullable String written) {
        String text = written == null ? "" : written.strip();
        boolean percent = text.endsWith("%");
        try {
            double number = Double.parseDouble(percent ? text.substring(0, text.length() - 1) : text);
            double part = percent ? number / 100 : number;
            if (part >= 0 && part <= 1) {
                return part;
            }
        } catch (NumberFormatException noNumber) {
            throw wrong(option + ": \"" + text + "\" (expected: a share such as 0.3 or 30%)", noNumber);
        }
        throw wrong(option + ": " + text + " (expected: 0 to 1, or 0% to 100%)");
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private ParameterException wrong(String message, Throwable cause) {
        return new ParameterException(spec.commandLine(), message, cause);
    }

    private Progress progress() {
        return json ? Progress.SILENT : new ProgressBar(spec.commandLine().getErr(), "measuring");
    }

    private static String decimal(double value) {
        return Double.toString(value);
    }

    private static String percent(double share) {
        return Double.isNaN(share) ? "–" : String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
