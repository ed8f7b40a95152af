package dev.pointsman.cli.learned;

import dev.pointsman.cli.terminal.ProgressBar;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.plot.LineChart;
import dev.pointsman.plot.NoPictures;
import dev.pointsman.training.data.BadRows;
import dev.pointsman.training.data.OutcomeTable;
import dev.pointsman.training.evaluate.Answers;
import dev.pointsman.training.fit.Progress;
import dev.pointsman.training.report.RouterEvaluation;
import dev.pointsman.training.report.RouterJson;
import dev.pointsman.training.report.RouterPage;
import dev.pointsman.training.report.RouterText;
import dev.pointsman.training.report.SomeModels;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a trained router on outcomes that it did not learn from. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        description = "Measures a router on outcomes it did not learn from, beside baselines, with 95 %% intervals.")
public final class EvaluateCommand implements Callable<Integer> {
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
            description = "outcomes, as for \"gateway train\"")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String outcomes;

    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "also write router.html, evaluation.json, and curve and calibration as .svg and .png into this folder")
    private @Nullable Path report;

    @Option(names = "--seed", description = "of the resamplings (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Option(names = "--json", description = "print JSON, and no progress")
    private boolean json;

    @Mixin
    private final EncoderOption encoder = new EncoderOption();

    @Mixin
    private final PairChoice pair = new PairChoice();

    @Override
    public Integer call() throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        LearnedRouter router = encoder.bound(LearnedFiles.router(file));
        try {
            OutcomeTable table = LearnedFiles.outcomes(outcomes);
            List<String> measured = pair.measured(router.models());
            List<String> missing = new ArrayList<>(measured);
            missing.removeAll(table.models());
            OutcomeTable own = Answers.withDrawn(table.withModels(measured)).table();
            if (!missing.isEmpty() || own.size() == 0) {
                err.println(
                        missing.isEmpty()
                                ? Unmeasured.rows(outcomes, measured)
                                : outcomes + ": it has no scores of " + String.join(", ", missing)
                                        + ", which the router knows");
                err.flush();
                return 1;
            }
            List<Integer> models = pair.of(measured, own.bestSingle());
            Progress progress = json ? Progress.SILENT : new ProgressBar(err, "measuring");
            print(RouterEvaluation.of(
                    new SomeModels(router, measured), table, CardFigures.options(router, models, seed), progress));
            return 0;
        } catch (BadRows bad) {
            err.println(bad.getMessage());
            err.println(bad.count() + (bad.count() == 1 ? " problem" : " problems") + "; nothing was measured");
            err.flush();
            return 1;
        }
    }

    private void print(RouterEvaluation evaluation) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String told = RouterJson.of(evaluation).toPrettyString() + "\n";
        out.print(json ? told : RouterText.of(evaluation));
        if (report != null) {
            Files.createDirectories(report);
            Files.writeString(report.resolve("evaluation.json"), told);
            Map<String, LineChart> pictures = new LinkedHashMap<>();
            pictures.put("calibration", RouterPage.calibration(evaluation));
            LineChart curve = RouterPage.curve(evaluation);
            if (curve != null) {
                pictures.put("curve", curve);
            }
            pictures(report, pictures);
            String title = file.getFileName() + " on " + Path.of(outcomes).getFileName();
            Files.writeString(report.resolve("router.html"), RouterPage.of(evaluation, title));
            if (!json) {
                out.println("\nreport       " + report.resolve("router.html"));
            }
        }
        out.flush();
    }

    private void pictures(Path folder, Map<String, LineChart> pictures) throws IOException {
        for (Map.Entry<String, LineChart> each : pictures.entrySet()) {
            Files.writeString(
                    folder.resolve(each.getKey() + ".svg"), each.getValue().svg());
        }
        try {
            for (Map.Entry<String, LineChart> each : pictures.entrySet()) {
                Files.write(
                        folder.resolve(each.getKey() + ".png"), each.getValue().png());
            }
        } catch (NoPictures lack) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("no PNG pictures, only SVG: " + lack.getMessage());
            err.flush();
        }
    }
}
