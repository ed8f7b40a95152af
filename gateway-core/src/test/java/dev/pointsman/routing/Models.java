package dev.pointsman.routing;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The models most routing tests choose from: a cheap small one, a dear large one, and one for embeddings. */
public final class Models {
    public static final Model SMALL = new Model(
            "small",
            List.of(
                    deployment("local/qwen", 0, Map.of("region", "eu")),
                    deployment("openai/nano", 50_000_000, Map.of())),
            Balance.ORDER,
            8_192,
            Set.of(Capability.TOOLS, Capability.JSON),
            Map.of("default", 0.6),
            Map.of("safety", 0.7));
    public static final Model LARGE = new Model(
            "large",
            List.of(
                    deployment("anthropic/opus", 5_000_000_000L, Map.of("region", "us")),
                    deployment("bedrock/opus", 6_000_000_000L, Map.of("region", "eu"))),
            Balance.WEIGHTED,
            200_000,
            Set.of(
                    Capability.TOOLS,
                    Capability.PARALLEL_TOOLS,
                    Capability.JSON,
                    Capability.VISION,
                    Capability.CHOICES,
                    Capability.LOGPROBS),
            Map.of("default", 0.9),
            Map.of("safety", 0.9));
    public static final Model VECTORS = new Model(
            "vectors",
            List.of(deployment("openai/embed", 20_000_000, Map.of())),
            Balance.ORDER,
            0,
            Set.of(Capability.EMBEDDINGS),
            Map.of("default", 0.1),
            Map.of());

    public static final Model RERANKER = new Model(
            "reranker",
            List.of(deployment("openai/rerank", 20_000_000, Map.of())),
            Balance.ORDER,
            0,
            Set.of(Capability.RERANK),
            Map.of(),
            Map.of());

    private Models() {}

    public static Catalog catalog() {
        return new Catalog(List.of(SMALL, LARGE, VECTORS));
    }

    public static KnownNames names(RouterFactory... factories) {
        return new KnownNames(
                catalog(),
                List.of("local", "openai", "anthropic", "bedrock"),
                List.of("cheap", "best"),
                List.of(factories));
    }

    public static RoutingDecision among(Model... models) {
        return RoutingDecision.among(
                java.util.Arrays.stream(models).map(Candidate::of).toList());
    }

    public static List<String> models(RoutingDecision decision) {
        return decision.candidates().stream().map(c -> c.model().name()).toList();
    }

    public static List<String> deployments(RoutingDecision decision) {
        return decision.candidates().stream()
                .flatMap(c -> c.deployments().stream())
                .map(Deployment::id)
                .toList();
    }

    public static List<String> reasons(RoutingDecision decision) {
        return decision.reasons().stream().map(Reason::toString).toList();
    }

    /** Input at the price given, in nano-dollars per million; output at four times that. */
    public static Deployment deployment(String id, long price, Map<String, String> tags) {
        int slash = id.indexOf('/');
        return new Deployment(
                id.substring(0, slash), id.substring(slash + 1), 1, new Price(price, 4 * price, price, price), tags);
    }
}
