package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One place that serves a model.
 *
 * @param provider name of the provider in the policy ({@code local})
 * @param upstreamModel the provider's own name of the model ({@code qwen3-8b})
 * @param weight share under weighted balancing, 0..1000; 0 takes no traffic there
 * @param price null where it is not known
 * @param tags free labels such as {@code region: eu}, for rules
 * @param id {@code provider/model}: its name in policies, headers, metrics and records; whatever is given, it is made of the two, once
 */
public record Deployment(
        String provider,
        String upstreamModel,
        int weight,
        @Nullable Price price,
        Map<String, String> tags,
        String id) {
    private static final Pattern VISIBLE = Pattern.compile("[!-~]{1,200}");

    public Deployment {
        tags = Map.copyOf(tags);
        id = provider + "/" + upstreamModel;
    }

    public Deployment(
            String provider, String upstreamModel, int weight, @Nullable Price price, Map<String, String> tags) {
        this(provider, upstreamModel, weight, price, tags, "");
    }

    /** The same deployment at another price. */
    public Deployment withPrice(@Nullable Price other) {
        return new Deployment(provider, upstreamModel, weight, other, tags);
    }

    /**
     * Reads {@code { at: provider/model, weight: 3, price: {…}, region: eu, tags: {…} }}, or {@code provider/model} alone. Weight defaults to
     * 1, the price to {@code modelPrice}, else to the provider's list price.
     */
    static Deployment from(ConfigNode node, ProviderTypes providers, @Nullable Price modelPrice) {
        if (node.isMap()) {
            node.onlyKeys("at", "weight", "price", "region", "tags");
        }
        ConfigNode at = node.isMap() ? node.required("at") : node;
        String place = at == null ? "" : at.text();
        int slash = place.indexOf('/');
        String provider = slash < 0 ? place : place.substring(0, slash);
        String upstreamModel = place.substring(slash + 1);
        if (at != null && at.isScalar()) {
            checkPlace(at, slash, providers);
        }
        ConfigNode own = node.isMap() ? node.at("price") : null;
        Price known = modelPrice != null ? modelPrice : providers.listPrice(provider, upstreamModel);
        return new Deployment(
                provider,
                upstreamModel,
                node.isMap() ? node.read("weight", 1, (weight, one) -> weight.integer(0, 1000, one)) : 1,
                own == null ? known : Price.from(own),
                node.isMap() ? tags(node) : Map.of());
    }

    private static void checkPlace(ConfigNode at, int slash, ProviderTypes providers) {
        String place = at.text();
        if (slash <= 0 || !VISIBLE.matcher(place.substring(slash + 1)).matches()) {
            at.problem("expected provider/model such as openai/gpt-5-nano but found \"" + place + "\"");
            return;
        }
        String provider = place.substring(0, slash);
        if (!providers.billedAs().containsKey(provider)) {
            at.problem("unknown provider \"" + provider + "\""
                    + NearestWord.hint(provider, providers.billedAs().keySet()));
        }
    }

    private static Map<String, String> tags(ConfigNode node) {
        Map<String, String> tags = new HashMap<>();
        ConfigNode given = node.at("tags");
        if (given != null) {
            given.entries().forEach((name, value) -> tags.put(name, value.text()));
        }
        ConfigNode region = node.at("region");
        if (region != null && tags.putIfAbsent("region", region.text()) != null) {
            region.problem("the region is already given in tags");
        }
        return tags;
    }
}
