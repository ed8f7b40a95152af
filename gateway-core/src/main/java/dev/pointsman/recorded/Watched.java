package dev.pointsman.recorded;

import dev.pointsman.api.Headers;
import dev.pointsman.routing.RequestLimits;
import dev.pointsman.routing.rules.ConditionSources;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which parts of a request a policy's decisions look at, and so which are recorded of it: no other header, no other metadata.
 *
 * @param headers in lower case: those that rules name, and the gateway's own
 * @param metadata keys that rules name
 * @param user whether a rule looks at the user
 */
public record Watched(List<String> headers, Set<String> metadata, boolean user) {
    private static final List<String> OWN =
            List.of(RequestLimits.ONLY, RequestLimits.MAX_COST, RequestLimits.NO_FALLBACK, "x-gateway-strict");
    /** Characters of a header or a metadata value that are kept; no rule is written for longer ones. */
    private static final int MOST_CHARACTERS = 512;

    public Watched {
        headers = List.copyOf(headers);
        metadata = Set.copyOf(metadata);
    }

    /** What the rules of a policy look at. */
    public static Watched of(ConditionSources rules) {
        Set<String> headers = new LinkedHashSet<>(OWN);
        headers.addAll(rules.named("header."));
        return new Watched(new ArrayList<>(headers), rules.named("metadata."), rules.looksAt("user"));
    }

    /** The recorded ones among the headers of a request. */
    Map<String, String> of(Headers all) {
        Map<String, String> found = null;
        for (int i = 0; i < headers.size(); i++) {
            String value = all.first(headers.get(i));
            if (value != null) {
                found = found == null ? new HashMap<>() : found;
                found.put(headers.get(i), cut(value));
            }
        }
        return found == null ? Map.of() : found;
    }

    /** The recorded ones among its metadata. */
    Map<String, String> of(Map<String, String> all) {
        Map<String, String> found = new HashMap<>();
        for (String name : metadata) {
            String value = all.get(name);
            if (value != null) {
                found.put(name, cut(value));
            }
        }
        return found;
    }

    private static String cut(String value) {
        return value.length() <= MOST_CHARACTERS ? value : value.substring(0, MOST_CHARACTERS);
    }
}
