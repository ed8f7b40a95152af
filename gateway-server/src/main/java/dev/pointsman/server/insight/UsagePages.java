package dev.pointsman.server.insight;

import dev.pointsman.catalog.Model;
import dev.pointsman.config.NearestWord;
import dev.pointsman.policy.Policy;
import dev.pointsman.report.ReportFold;
import dev.pointsman.report.ReportJson;
import dev.pointsman.report.settings.Baseline;
import dev.pointsman.report.settings.Dimension;
import dev.pointsman.report.settings.ReportSettings;
import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Requests, tokens, cost and savings of a time, as {@code gateway report} tells them. */
public final class UsagePages {
    private static final int MOST_DIMENSIONS = 2;

    private final Supplier<Policy> policy;
    private final RecordSource records;

    public UsagePages(Supplier<Policy> policy, RecordSource records) {
        this.policy = policy;
        this.records = records;
    }

    /** {@code GET /admin/v1/usage?since=&until=&by=&baseline=}. Reads the ledger. */
    public AdminPage usage(AdminRequest request) {
        RecordSource.Time time = records.time(request);
        ReportFold fold = new ReportFold(settings(request), time.fromMillis(), time.toMillis(), lines -> {});
        records.read(time, fold);
        return AdminPage.json(
                200, "{\"source\":\"" + records.word() + "\",\"report\":" + ReportJson.of(fold.report()) + "}\n");
    }

    private ReportSettings settings(AdminRequest request) {
        ReportSettings declared = policy.get().report();
        List<Baseline> baselines = new ArrayList<>(declared.baselines());
        String model = request.query("baseline");
        if (model != null && !model.isEmpty() && baselines.size() < ReportSettings.MOST_BASELINES) {
            baselines.add(baseline(model));
        }
        return new ReportSettings(baselines, declared.holdout(), dimensions(request.query("by")), null);
    }

    private Baseline baseline(String name) {
        Model model = policy.get().catalog().model(name);
        if (model == null) {
            List<String> names =
                    policy.get().catalog().models().stream().map(Model::name).toList();
            throw new AdminProblem(
                    400,
                    "query parameter baseline: expected a model of the policy but found \"" + name + "\""
                            + NearestWord.hint(name, names));
        }
        Baseline baseline = Baseline.of(name, model, Baseline.Reply.SAME);
        if (baseline.price() == null) {
            throw new AdminProblem(400, "query parameter baseline: no price of \"" + name + "\" is known");
        }
        return baseline;
    }

    private static List<Dimension> dimensions(@Nullable String by) {
        if (by == null) {
            return List.of(Dimension.MODEL);
        }
        List<Dimension> dimensions = Stream.of(by.split(",", -1))
                .map(word -> Stream.of(Dimension.values())
                        .filter(each -> each.word().equals(word))
                        .findFirst()
                        .orElseThrow(UsagePages::unknown))
                .distinct()
                .toList();
        if (dimensions.size() > MOST_DIMENSIONS) {
            throw unknown();
        }
        return dimensions;
    }

    private static AdminProblem unknown() {
        return new AdminProblem(
                400, "query parameter by: expected one or two of " + List.of(Dimension.values()) + ", with a comma");
    }
}
