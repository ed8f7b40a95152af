package dev.pointsman.flow;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.config.Yaml;
import dev.pointsman.performance.FeedbackSettings;
import dev.pointsman.performance.Performance;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.RouterChain;
import dev.pointsman.routing.rules.RuleRouter;
import dev.pointsman.routing.rules.RuleSettings;
import dev.pointsman.routing.score.ScoreRouter;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.testing.FakeAdapter;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import dev.pointsman.upstream.CircuitBreakers;
import dev.pointsman.upstream.Destinations;
import dev.pointsman.upstream.ReliabilitySettings;
import dev.pointsman.upstream.RetryBudget;
import dev.pointsman.upstream.Serving;
import dev.pointsman.upstream.UpstreamExecutor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The inner filters over fakes, under a policy of two models: {@code swift} (hosts a and b, by turns; 1 and 2 USD per million tokens) and
 * {@code deep} (host c, with vision), and the scores {@code cheap}, {@code best} and
 * {@code thrifty}, which keeps to 10 dollars a day.
 */
final class Front {
    final ManualLoop loop = new ManualLoop();
    final FakeTransport transport = new FakeTransport();
    final DeploymentStats stats = new DeploymentStats(loop, () -> 0);
    final Performance performance = Performance.of(loop, () -> loop.clock().millis());
    final List<String> rated = new ArrayList<>();
    private final FilterChain chain;
    private Principal principal = Principal.ANONYMOUS;
    private int requests;

    Front(String rules, String reliability) {
        this(rules, reliability, FakeAdapter::lines);
    }

    Front(String rules, String reliability, BiFunction<ApiRequest, Deployment, ReplyDecoder> decoders) {
        Price price = new Price(1_000_000_000L, 2_000_000_000L, 0, 0);
        Catalog catalog = new Catalog(List.of(
                model("swift", Set.of(Capability.TOOLS), 0.5, price, "a", "b"),
                model("deep", Set.of(Capability.TOOLS, Capability.VISION, Capability.CHOICES), 0.9, null, "c")));
        KnownNames names = new KnownNames(catalog, List.of("p"), List.of("cheap", "best", "thrifty"), List.of());
        Yaml scoreText = Yaml.of("{ cheap: { weights: { cost: 1 } }, best: { weights: { quality: 1 } },"
                + " thrifty: { weights: { cost: 1 }, spend: { target: 10/day } } }");
        Yaml ruleText = Yaml.of(rules);
        Yaml reliabilityText = Yaml.of(reliability);
        Map<String, ScoreSettings> scores = ScoreSettings.all(scoreText.node(), names);
        ReliabilitySettings settings = ReliabilitySettings.from(reliabilityText.node());
        RouterChain routers = new RouterChain(
                catalog,
                List.of(new RuleRouter(RuleSettings.from(ruleText.node(), names)), new ScoreRouter(scores)),
                scores.keySet(),
                Map.of(),
                settings.fallbacks().whenTooLong());
        if (!(scoreText.problems().isEmpty()
                && ruleText.problems().isEmpty()
                && reliabilityText.problems().isEmpty())) {
            throw new AssertionError(ruleText.problems() + " " + reliabilityText.problems());
        }
        CircuitBreakers breakers = new CircuitBreakers(
                settings.breaker(),
                catalog.deployments().stream().map(Deployment::id).toList(),
                loop,
                (deployment, state) -> {});
        Destinations destinations = new Destinations(
                catalog,
                Map.of("p", new FakeAdapter(decoders)),
                new Serving(catalog, Map.of("p", new FakeAdapter(decoders)), Map.of(), false),
                transport,
                breakers);
        UpstreamExecutor executor = new UpstreamExecutor(
                destinations, settings, new RetryBudget(), new Body.Budget(1 << 20), () -> 0.5, loop);
        performance.models().retain(List.of("swift", "deep"), List.of("code"), FeedbackSettings.DEFAULT);
        performance
                .spend()
                .retain(Map.of(
                        "thrifty", Objects.requireNonNull(scores.get("thrifty").spend())));
        chain = FilterChain.of(List.of(
                new RoutingFilter(
                        routers,
                        new OwnAnswers(
                                new ModelList(catalog, routers, 1_700_000_000),
                                new FeedbackDesk(
                                        performance,
                                        (id, model, score) -> rated.add(id + " " + model + " " + score),
                                        loop)),
                        destinations,
                        breakers,
                        new LiveReadings(stats, performance),
                        () -> 0.25,
                        loop.clock()),
                new UpstreamFilter(executor, catalog, settings.fallbacks(), stats, performance)));
    }

    static Front plain() {
        return new Front("[]", "{}");
    }

    Front as(String key, Set<String> models) {
        principal = new Principal(key, null, models);
        return this;
    }

    /** A request as it went, turned once. */
    record Sent(Exchange exchange, RecordingSink sink) {
        /** Value of a reply header; "" where it was not sent. */
        String header(String name) {
            List<String> headers = exchange.replyHeaders();
            int at = headers.indexOf(name);
            return at < 0 ? "" : headers.get(at + 1);
        }
    }

    Sent chat(String model, String... headers) {
        return chat(model, body -> body, headers);
    }

    /** The body is a streamed chat, edited as given. */
    Sent chat(String model, UnaryOperator<String> edit, String... headers) {
        String body = edit.apply(
                "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
        return send(ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                Headers.of(headers),
                body.getBytes(StandardCharsets.UTF_8)));
    }

    Sent feedback(String json) {
        return send(ApiRequest.parse(
                Endpoint.FEEDBACK, Endpoint.FEEDBACK.path(), Headers.NONE, json.getBytes(StandardCharsets.UTF_8)));
    }

    Sent models(String path) {
        return send(ApiRequest.parse(Endpoint.MODELS, path, Headers.NONE, new byte[0]));
    }

    private Sent send(ApiRequest request) {
        Exchange exchange = new Exchange("req-" + ++requests, request, loop, loop);
        exchange.principal(principal);
        RecordingSink sink = new RecordingSink();
        chain.proceed(exchange, sink);
        loop.turn();
        return new Sent(exchange, sink);
    }

    private static Model model(
            String name, Set<Capability> can, double quality, @Nullable Price price, String... hosts) {
        List<Deployment> deployments = Arrays.stream(hosts)
                .map(host -> new Deployment("p", host, 1, price, Map.of()))
                .toList();
        return new Model(name, deployments, Balance.ROUND_ROBIN, 0, can, Map.of("default", quality), Map.of());
    }
}
