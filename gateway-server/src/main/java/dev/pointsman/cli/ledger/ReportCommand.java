package dev.pointsman.cli.ledger;

import dev.pointsman.catalog.Model;
import dev.pointsman.config.NearestWord;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.policy.Policy;
import dev.pointsman.report.Report;
import dev.pointsman.report.ReportFold;
import dev.pointsman.report.ReportJson;
import dev.pointsman.report.ReportPage;
import dev.pointsman.report.ReportText;
import dev.pointsman.report.settings.Baseline;
import dev.pointsman.report.settings.Dimension;
import dev.pointsman.report.settings.ReportSettings;
import dev.pointsman.server.storage.LedgerStorage;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Tells what a ledger holds as figures; also while a gateway writes it. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Requests, tokens, cost, latency, errors, and what was saved, over a ledger.")
public final class ReportCommand implements Callable<Integer> {
    private static final int MOST_DIMENSIONS = 2;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init") // set by picocli
    private LedgerChoice choice;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            split = ",",
            description = "what requests are told apart by, one or two of ${COMPLETION-CANDIDATES} (default: model)")
    private List<Dimension> by = List.of();

    @Option(
            names = "--baseline",
            paramLabel = "MODEL",
            description = "model of the policy to compare with, besides those of its report section; may be repeated")
    private List<String> baselines = List.of();

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "also write a page with charts, which needs nothing else")
    private @Nullable Path html;

    @Override
    public Integer call() throws IOException {
        Instant now = Instant.now();
        long from = choice.fromMillis(now);
        long to = choice.toMillis(now);
        Policy policy = choice.policy();
        ReportSettings settings = settings(policy);
        LedgerPlace place = choice.place(policy);
        ReportFold fold = new ReportFold(settings, from, to, this::progress);
        LedgerStorage.read(place, System::nanoTime).forEach(from, to, fold);
        Report report = fold.report();
        if (html != null) {
            Files.writeString(html, new ReportPage(report).html());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(json ? ReportJson.of(report) : new ReportText(report).text().stripTrailing());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    private ReportSettings settings(@Nullable Policy policy) {
        if (by.size() > MOST_DIMENSIONS) {
            throw wrong("--by: expected one or two of " + List.of(Dimension.values()));
        }
        ReportSettings declared = policy == null ? ReportSettings.NONE : policy.report();
        List<Baseline> compared = new ArrayList<>(declared.baselines());
        for (String name : baselines) {
            compared.add(baseline(name, policy));
        }
        if (compared.size() > ReportSettings.MOST_BASELINES) {
            throw wrong("--baseline: expected at most " + ReportSettings.MOST_BASELINES + " with those of the policy");
        }
        return new ReportSettings(
                compared, declared.holdout(), by.isEmpty() ? List.of(Dimension.MODEL) : by, declared.schedule());
    }

    private Baseline baseline(String name, @Nullable Policy policy) {
        if (policy == null) {
            throw wrong("--baseline: there is no policy that tells the price of " + name + ": name one with --policy");
        }
        Model model = policy.catalog().model(name);
        if (model == null) {
            List<String> names =
                    policy.catalog().models().stream().map(Model::name).toList();
            throw wrong("--baseline: unknown model \"" + name + "\"" + NearestWord.hint(name, names));
        }
        Baseline baseline = Baseline.of(name, model, Baseline.Reply.SAME);
        if (baseline.price() == null) {
            throw wrong("--baseline: no price of \"" + name + "\" is known");
        }
        return baseline;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** On a terminal only, as the launcher tells. */
    private void progress(long lines) {
        if (!json && System.getenv("POINTSMAN_TERMINAL") != null) {
            PrintWriter err = spec.commandLine().getErr();
            err.print("\r" + lines + " records");
            err.flush();
        }
    }
}
