package dev.pointsman.cli.policy;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells how the trial of a next policy goes in a running gateway, and ends, begins or promotes it. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description =
                "Tells how the trial of a next policy goes; stops it, starts it anew, or promotes the next policy.")
final class RolloutCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();

    /** What can be asked of it. */
    enum Action {
        REPORT,
        STOP,
        START,
        PROMOTE
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final AdminClient admin = new AdminClient();

    @Parameters(
            paramLabel = "ACTION",
            arity = "0..1",
            description = "report, stop, start or promote (default: ${DEFAULT-VALUE})")
    private Action action = Action.REPORT;

    @Option(names = "--in-memory", description = "promote, and leave the policy's file alone")
    private boolean inMemory;

    @Option(names = "--json", description = "print JSON")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        JsonNode page = switch (action) {
            case REPORT -> admin.get("/admin/v1/rollout");
            case STOP, START -> admin.post("/admin/v1/rollout/" + action.name().toLowerCase(Locale.ROOT), "{}");
            case PROMOTE -> admin.post("/admin/v1/rollout/promote", "{\"in_memory\":" + inMemory + "}");
        };
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(page));
        } else if (action == Action.PROMOTE) {
            out.println("live: " + page.path("digest").asString(""));
        } else {
            print(page, out);
        }
        out.flush();
        return 0;
    }

    private static void print(JsonNode page, PrintWriter out) {
        out.println("state    " + page.path("state").asString(""));
        if (page.path("mode").isMissingNode()) {
            return;
        }
        out.println("mode     " + page.path("mode").asString("") + ", share "
                + percent(page.path("share").asDouble()) + " by "
                + page.path("by").asString(""));
        JsonNode next = page.path("next");
        out.println("next     " + next.path("file").asString("") + "  "
                + next.path("digest").asString("not loaded"));
        if (!next.path("error").asString("").isEmpty()) {
            out.println("refused  " + next.path("error").asString(""));
        }
        if (page.path("stop").isObject()) {
            out.println("stopped  " + page.path("stop").path("at").asString("") + "  "
                    + page.path("stop").path("why").asString(""));
        }
        for (String arm : page.path("arms").propertyNames()) {
            print(arm, page.path("arms").path(arm), out);
        }
        for (String measure : page.path("differences").propertyNames()) {
            JsonNode its = page.path("differences").path(measure);
            out.println("differs  " + measure + " " + number(its.path("mean")) + " (95%: " + number(its.path("low"))
                    + " to " + number(its.path("high")) + ")");
        }
        if (page.path("shadow").isObject()) {
            JsonNode shadow = page.path("shadow");
            out.println("decided  " + shadow.path("decisions"));
            out.println("cost     " + number(shadow.path("cost_delta_usd")) + " USD more expected, over "
                    + shadow.path("priced").asLong() + " decisions");
        }
    }

    private static void print(String arm, JsonNode its, PrintWriter out) {
        out.println(
                String.format(Locale.ROOT, "%-8s ", arm) + its.path("requests").asLong() + " requests, "
                        + its.path("errors").asLong() + " errors, "
                        + its.path("refused").asLong() + " refused");
        for (String measure : its.propertyNames()) {
            JsonNode summary = its.path(measure);
            if (summary.isObject()) {
                out.println("         " + measure + " mean " + number(summary.path("mean")) + ", median "
                        + number(summary.path("median")) + ", p90 " + number(summary.path("p90")));
            }
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.3g%%", share * 100);
    }

    private static String number(JsonNode value) {
        return String.format(Locale.ROOT, "%.6g", value.asDouble());
    }
}
