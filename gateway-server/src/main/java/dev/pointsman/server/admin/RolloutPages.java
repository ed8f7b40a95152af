package dev.pointsman.server.admin;

import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyStore;
import dev.pointsman.policy.files.PolicyVersion.Author;
import dev.pointsman.rollout.Arm;
import dev.pointsman.rollout.ArmFigures;
import dev.pointsman.rollout.Difference;
import dev.pointsman.rollout.Divergences;
import dev.pointsman.rollout.Measure;
import dev.pointsman.rollout.Rollout;
import dev.pointsman.rollout.RolloutSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The trial of a next policy for operators: how it goes, its end, its beginning anew, its promotion. */
public final class RolloutPages {
    private static final Logger LOG = LoggerFactory.getLogger(RolloutPages.class);

    private final PolicyStore<?> store;
    private final Supplier<@Nullable Rollout> rollout;
    private final PolicyPages policies;

    /** @param rollout that of now; null where none goes on */
    public RolloutPages(PolicyStore<?> store, Supplier<@Nullable Rollout> rollout, PolicyPages policies) {
        this.store = store;
        this.rollout = rollout;
        this.policies = policies;
    }

    /** How it goes. */
    public AdminPage report(AdminRequest request) {
        RolloutSettings settings = store.policy().rollout();
        Map<String, @Nullable Object> page = new LinkedHashMap<>();
        Rollout now = rollout.get();
        page.put("state", state(settings, now));
        if (settings != null) {
            page.put("mode", settings.mode().word());
            page.put("share", settings.share());
            page.put("by", settings.by());
            page.put("next", next());
        }
        if (now != null) {
            page.put("current", now.current());
            page.put("since", now.since().toString());
            page.put("stop", stop(now));
            page.put(now.settings().serves() ? "arms" : "shadow", now.settings().serves() ? arms(now) : shadow(now));
            if (now.settings().serves()) {
                page.put("differences", differences(now));
            }
        }
        return AdminPage.of(200, page);
    }

    /** All traffic back to the current policy. */
    public AdminPage stop(AdminRequest request) {
        if (!going().stopBy(request.who())) {
            throw new AdminProblem(409, "the rollout is stopped already");
        }
        LOG.info("the rollout was stopped by {}", request.who());
        return report(request);
    }

    /** A stopped one begins anew. */
    public AdminPage start(AdminRequest request) {
        if (!going().restart()) {
            throw new AdminProblem(409, "the rollout is running");
        }
        LOG.info("the rollout was started anew by {}", request.who());
        return report(request);
    }

    /** The next policy becomes the current one. */
    public AdminPage promote(AdminRequest request) {
        String note = "promoted from " + going().settings().next().getFileName();
        boolean inMemory = request.json().path("in_memory").asBoolean(false);
        try {
            Policy live = store.promote(new Author(request.who(), note), PolicyPages.keep(inMemory));
            return policies.live(request.who(), note, live);
        } catch (ConfigException bad) {
            return PolicyPages.refused(request.who(), bad);
        } catch (IOException unwritable) {
            throw PolicyPages.unwritable(store, unwritable);
        } catch (IllegalStateException none) {
            throw new AdminProblem(409, "there is no next policy to promote");
        }
    }

    private Rollout going() {
        Rollout now = rollout.get();
        if (now == null) {
            throw new AdminProblem(409, "no rollout goes on");
        }
        return now;
    }

    private String state(@Nullable RolloutSettings settings, @Nullable Rollout now) {
        if (settings == null) {
            return "none";
        }
        if (now != null) {
            return now.running() ? "running" : "stopped";
        }
        PolicyStore.NextStatus next = store.next();
        boolean same = next != null && store.policy().digest().equals(next.digest());
        return same ? "finished" : "waiting";
    }

    private @Nullable Map<String, @Nullable Object> next() {
        PolicyStore.NextStatus status = store.next();
        if (status == null) {
            return null;
        }
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("file", status.file().toString());
        fields.put("digest", status.digest());
        fields.put("error", status.error());
        fields.put("ignored", status.ignored());
        return fields;
    }

    private static @Nullable Map<String, Object> stop(Rollout now) {
        Rollout.Stop stop = now.stop();
        if (stop == null) {
            return null;
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("at", stop.at().toString());
        fields.put("by", stop.by());
        fields.put("why", stop.why());
        return fields;
    }

    private static Map<String, Object> arms(Rollout now) {
        Map<String, Object> arms = new LinkedHashMap<>();
        for (Arm arm : Arm.values()) {
            ArmFigures.Report report = now.report(arm);
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("requests", report.requests());
            fields.put("errors", report.errors());
            fields.put("refused", report.refused());
            report.measures().forEach((measure, summary) -> {
                if (summary.count() > 0) {
                    fields.put(measure.word(), summary(summary));
                }
            });
            arms.put(arm.word(), fields);
        }
        return arms;
    }

    private static Map<String, Object> summary(ArmFigures.Summary summary) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("count", summary.count());
        fields.put("mean", summary.mean());
        fields.put("median", summary.median());
        fields.put("p90", summary.p90());
        fields.put("window", summary.windowFigure());
        return fields;
    }

    private static Map<String, Object> differences(Rollout now) {
        Map<Measure, ArmFigures.Summary> current = now.report(Arm.CURRENT).measures();
        Map<Measure, ArmFigures.Summary> next = now.report(Arm.NEXT).measures();
        Map<String, Object> differences = new LinkedHashMap<>();
        current.forEach((measure, summary) -> {
            ArmFigures.Summary other = next.get(measure);
            Difference difference = other == null ? null : Difference.of(summary, other);
            if (difference != null) {
                Map<String, Object> fields = new LinkedHashMap<>();
                fields.put("mean", difference.mean());
                fields.put("low", difference.low());
                fields.put("high", difference.high());
                differences.put(measure.word(), fields);
            }
        });
        return differences;
    }

    private static Map<String, Object> shadow(Rollout now) {
        Divergences divergences = now.divergences();
        Map<String, Object> counts = new LinkedHashMap<>();
        for (Divergences.Result result : Divergences.Result.values()) {
            counts.put(result.word(), divergences.counted(result));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("decisions", counts);
        fields.put("priced", divergences.priced());
        fields.put("cost_delta_usd", divergences.costNanos() / 1e9);
        List<Map<String, Object>> latest =
                divergences.latest().stream().map(RolloutPages::described).toList();
        fields.put("latest", latest);
        return fields;
    }

    private static Map<String, Object> described(Divergences.Divergence divergence) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("decision", divergence.decision());
        fields.put("at", divergence.atMillis());
        fields.put("from", divergence.from());
        fields.put("to", divergence.to());
        fields.put("reasons", divergence.reasons());
        return fields;
    }
}
