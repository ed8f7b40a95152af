package dev.pointsman.guardrail;

import dev.pointsman.guardrail.Guardrail.Action;
import dev.pointsman.guardrail.Guardrail.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What guardrails found in one request and its reply: how often, never what. Confined to one thread at a time. */
public final class Findings {
    /** Which guardrail did what on which side. */
    public record Found(String guardrail, Action action, Stage stage) {}

    private final Map<Found, Integer> counts = new LinkedHashMap<>();
    private @Nullable String blockedBy;

    /** Something was found, or a webhook said so. */
    public void found(String guardrail, Action action, Stage stage) {
        counts.merge(new Found(guardrail, action, stage), 1, Integer::sum);
        if (action == Action.BLOCK && blockedBy == null) {
            blockedBy = guardrail;
        }
    }

    /** The guardrail that ends it; null where none does. */
    public @Nullable String blockedBy() {
        return blockedBy;
    }

    /** How often, in the order of the first of each. */
    public Map<Found, Integer> counts() {
        return counts;
    }

    /** For a header: {@code secrets;redact=2, names;annotate=1}; "" where nothing was found. */
    public String header() {
        Map<String, Integer> both = new LinkedHashMap<>();
        counts.forEach((found, count) ->
                both.merge(found.guardrail() + ";" + found.action().word() + "=", count, Integer::sum));
        List<String> parts = new ArrayList<>();
        both.forEach((what, count) -> parts.add(what + count));
        return String.join(", ", parts);
    }

    /** For the record: {@code guardrail secrets: redact 2 in the request}. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        counts.forEach((found, count) -> remarks.add(
                "guardrail " + found.guardrail() + ": " + found.action().word() + " " + count + " in the "
                        + found.stage().word()));
        return remarks;
    }
}
