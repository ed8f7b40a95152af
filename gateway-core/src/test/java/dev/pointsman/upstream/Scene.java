package dev.pointsman.upstream;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.keys.KeyedAdapter;
import dev.pointsman.testing.FakeAdapter;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An executor among fakes: models of one letter deployments each, called as hosts; one request a time, or many. */
final class Scene {
    final ManualLoop loop = new ManualLoop();
    final FakeTransport transport = new FakeTransport();
    final RetryBudget budget = new RetryBudget();
    final Body.Budget memory = new Body.Budget(1 << 20);
    final List<String> states = new ArrayList<>();
    final List<String> rests = new ArrayList<>();
    final Catalog catalog;
    final CircuitBreakers breakers;
    final UpstreamExecutor executor;
    double jitter;
    private String emptyModel = "";
    private boolean brokenPlan;

    /** Each model as {@code "name: host host …"}; the first is asked for, the others are its fallbacks. */
    Scene(ReliabilitySettings settings, String... models) {
        this(settings, new FakeAdapter(), models);
    }

    private Scene(ReliabilitySettings settings, ProviderAdapter adapter, String... models) {
        catalog = new Catalog(Arrays.stream(models).map(Scene::model).toList());
        breakers = new CircuitBreakers(
                settings.breaker(),
                catalog.deployments().stream().map(Deployment::id).toList(),
                loop,
                (deployment, state) -> states.add(deployment + " " + state));
        Destinations destinations = new Destinations(
                catalog,
                Map.of("p", adapter),
                new Serving(catalog, Map.of("p", adapter), Map.of(), false),
                transport,
                breakers,
                (provider, number, why, rest) -> rests.add(number + " " + why.word() + " " + rest.toSeconds()));
        executor = new UpstreamExecutor(destinations, settings, budget, memory, () -> jitter, loop);
    }

    /** The provider has these keys. */
    static Scene withKeys(List<Secret> keys, String... models) {
        List<KeyedAdapter.Key> each = new ArrayList<>();
        for (Secret key : keys) {
            each.add(new KeyedAdapter.Key(each.size() + 1, key, FakeAdapter.withKey("k" + (each.size() + 1))));
        }
        return new Scene(settings(Timeouts.DEFAULT, RetryPolicy.DEFAULT), new KeyedAdapter(each), models);
    }

    static Scene of(String... models) {
        return new Scene(settings(Timeouts.DEFAULT, RetryPolicy.DEFAULT), models);
    }

    static ReliabilitySettings settings(Timeouts timeouts, RetryPolicy retry) {
        return new ReliabilitySettings(timeouts, retry, BreakerSettings.DEFAULT, Fallbacks.NONE);
    }

    static Timeouts seconds(int firstToken, int idle, int total) {
        return new Timeouts(
                Duration.ofSeconds(2),
                Duration.ofSeconds(firstToken),
                Duration.ofSeconds(firstToken),
                Duration.ofSeconds(idle),
                Duration.ofSeconds(total));
    }

    /** From now on no deployment of that model takes traffic. */
    void withoutDeployments(String model) {
        emptyModel = model;
    }

    /** From now on whoever asks for fallbacks gets an exception. */
    void breakPlan() {
        brokenPlan = true;
    }

    /** Sends a streamed request and turns the loop. */
    Client send() {
        return send(true);
    }

    Client send(boolean stream) {
        Client client = new Client(stream);
        loop.turn();
        return client;
    }

    FakeTransport.FakeCall call(int index) {
        return transport.call(index);
    }

    DeploymentHealth health(String host) {
        DeploymentHealth health = breakers.of("p/" + host);
        if (health == null) {
            throw new AssertionError("no deployment " + host);
        }
        return health;
    }

    private static Model model(String line) {
        String[] parts = line.split(": ", -1);
        List<Deployment> deployments = Arrays.stream(parts[1].split(" ", -1))
                .map(host -> new Deployment("p", host, 1, null, Map.of()))
                .toList();
        return new Model(parts[0], deployments, Balance.ORDER, 0, null, Map.of(), Map.of());
    }

    /** One request and all that became of it. */
    final class Client implements AttemptPlan, AttemptObserver {
        List<String> dropped = List.of();
        final RecordingSink sink = new RecordingSink();
        final List<AttemptRecord> attempts = new ArrayList<>();
        final List<RuntimeException> defects = new ArrayList<>();
        final Execution execution;
        Usage usage = Usage.NONE;

        @Nullable
        String finish;

        @Nullable
        String answeredBy;

        String providerRequestId;

        boolean gaveUp;

        Client(boolean stream) {
            String body =
                    "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
            ApiRequest request = ApiRequest.parse(
                    Endpoint.CHAT_COMPLETIONS,
                    Endpoint.CHAT_COMPLETIONS.path(),
                    Headers.NONE,
                    body.getBytes(StandardCharsets.UTF_8));
            execution = executor.execute(request, this, this, sink, loop, loop.getAsLong());
        }

        /** Closes its connection. */
        void leave() {
            execution.cancel(new GatewayException(ErrorKind.CLIENT_GONE, "gone"));
        }

        @Override
        public Step first() {
            return step(new ArrayList<>(catalog.models()).get(0));
        }

        @Override
        public List<Step> fallbacks() {
            if (brokenPlan) {
                throw new IllegalStateException("the plan has a defect");
            }
            return catalog.models().stream().skip(1).map(this::step).toList();
        }

        private Step step(Model model) {
            return new Step(model.name(), model.name().equals(emptyModel) ? List.of() : model.deployments());
        }

        @Override
        public void sent(String deploymentId) {}

        @Override
        public void ended(AttemptRecord attempt) {
            attempts.add(attempt);
        }

        @Override
        public void answering(
                String model, Deployment deployment, String deploymentId, List<String> fields, String requestId) {
            providerRequestId = requestId;
            dropped = fields;
            if (sink.started() || answeredBy != null) {
                throw new AssertionError("two answer");
            }
            answeredBy = model + "@" + deployment.upstreamModel();
        }

        @Override
        public void head(Headers headers) {}

        @Override
        public void usage(Usage latest) {
            usage = latest;
        }

        @Override
        public void finish(String reason, boolean known) {
            finish = reason;
        }

        @Override
        public void defect(RuntimeException defect) {
            defects.add(defect);
        }

        @Override
        public void gaveUp() {
            gaveUp = true;
        }
    }
}
