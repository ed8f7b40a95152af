package dev.pointsman.flow.judged;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.Filter;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.inquiry.ModelCalls;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.performance.FeedbackSettings;
import dev.pointsman.performance.JudgeSettings;
import dev.pointsman.performance.Performance;
import dev.pointsman.performance.RecentDecisions.Rating;
import dev.pointsman.performance.RecentDecisions.Who;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.routing.Asking;
import dev.pointsman.telemetry.JudgeMeters;
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
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** {@code swift} answers, {@code judge} marks: 1 dollar a million tokens in, 2 out. */
class JudgeFilterTest {
    private static final String ANSWER = "{\"choices\":[{\"message\":{\"content\":\"Paris, of course\"}}]}";

    private final ManualLoop loop = new ManualLoop();
    private final FakeTransport transport = new FakeTransport();
    private final Performance performance =
            Performance.of(loop, () -> loop.clock().millis());
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<DecisionRecord> kept = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private boolean fails;
    private int requests;

    JudgeFilterTest() {
        performance.models().retain(List.of("swift"), List.of("code"), FeedbackSettings.DEFAULT);
    }

    @Test
    void aMarkMovesTheModelThatAnsweredOnceTheClientHasItsReply() {
        FilterChain chain = chain(1, 1_000_000_000L);

        RecordingSink sink = ask(chain);

        assertThat(sink.body()).isEqualTo(ANSWER);
        assertThat(sink.completed()).as("before the mark is there").isTrue();
        assertThat(sent())
                .contains("capital of France")
                .contains("Paris, of course")
                .contains("Be strict.");
        assertThat(performance.models().feedback("swift", null)).isNaN();

        mark(0, "8");

        assertThat(performance.models().feedback("swift", null)).isEqualTo(0.8);
        assertThat(heard).containsExactly("req-1 swift 0.8");
        DecisionRecord record = kept.get(0);
        assertThat(record.rated()).isEqualTo(new DecisionRecord.Rated("req-1", "swift", null, 0.8, "judge"));
        assertThat(record.outcome().costNanos()).as("100 tokens in, 1 out").isEqualTo(102_000);
        assertThat(record.outcome().model()).isEqualTo("judge");
        assertThat(count("marked")).isEqualTo(1);
        assertThat(cost()).isCloseTo(0.000102, within(1e-12));
    }

    @Test
    void ofAShareOnlyThatShareIsMarked() {
        FilterChain chain = chain(0.25, 1_000_000_000L);

        for (int i = 0; i < 200; i++) {
            ask(chain, i / 200.0, Headers.NONE);
            answerAll("5");
        }

        assertThat(transport.calls()).hasSizeBetween(30, 70);
        assertThat(count("marked")).isEqualTo(transport.calls().size());
    }

    @Test
    void aClientThatForbidsKeepingItsTextIsNotMarked() {
        ask(chain(1, 1_000_000_000L), 0.5, Headers.of("x-gateway-no-store", "true"));

        assertThat(transport.calls()).isEmpty();
    }

    @Test
    void aReplyThatFailedIsNotMarked() {
        fails = true;

        ask(chain(1, 1_000_000_000L));

        assertThat(transport.calls()).isEmpty();
    }

    @Test
    void whatAClientSaidIsNotChangedByAMark() {
        ask(chain(1, 1_000_000_000L));
        performance.rated(
                Objects.requireNonNull(performance.recent().find("req-1", "anonymous")),
                new Rating(0, null, loop.getAsLong()));

        mark(0, "9");

        assertThat(performance.models().feedback("swift", null)).isZero();
        assertThat(kept).isEmpty();
    }

    @Test
    void aReplyOfTheJudgeThatIsNoMarkIsCounted() {
        FilterChain chain = chain(1, 1_000_000_000L);
        ask(chain);
        mark(0, "good, I would say");
        ask(chain);
        transport.call(1).fail(ErrorKind.UPSTREAM_CONNECT);
        loop.turn();

        assertThat(performance.models().feedback("swift", null)).isNaN();
        assertThat(count("unclear")).isEqualTo(1);
        assertThat(count("failed")).isEqualTo(1);
    }

    @Test
    void marksStopWhereTheDaysMoneyMayNotDoAndGoOnTheNextDay() {
        FilterChain chain = chain(1, 400_000L);
        ask(chain);
        ask(chain);
        assertThat(transport.calls())
                .as("what the first may cost at most is taken")
                .hasSize(1);
        assertThat(count("capped")).isEqualTo(1);

        mark(0, "7");
        ask(chain);
        assertThat(transport.calls()).as("it has cost less").hasSize(2);
        mark(1, "7");
        for (int i = 0; i < 5; i++) {
            ask(chain);
            answerAll("7");
        }
        assertThat(count("capped")).isGreaterThan(1);
        assertThat(cost()).isLessThanOrEqualTo(0.0004);

        int before = transport.calls().size();
        loop.advance(Duration.ofDays(1));
        ask(chain);
        assertThat(transport.calls()).hasSize(before + 1);
    }

    @Test
    void moreThanSixteenAreNotMarkedAtATime() {
        FilterChain chain = chain(1, 1_000_000_000L);
        for (int i = 0; i < 20; i++) {
            ask(chain);
        }
        assertThat(transport.calls()).hasSize(16);
        assertThat(count("busy")).isEqualTo(4);

        answerAll("3");
        ask(chain);
        assertThat(transport.calls()).hasSize(17);
    }

    private RecordingSink ask(FilterChain chain) {
        return ask(chain, 0.5, Headers.NONE);
    }

    private RecordingSink ask(FilterChain chain, double draw, Headers headers) {
        ApiRequest request = ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                Endpoint.CHAT_COMPLETIONS.path(),
                headers,
                "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"what is the capital of France?\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
        Exchange exchange = new Exchange("req-" + ++requests, request, loop, loop);
        exchange.deciding(Asking.chat("hi").draw(draw).context());
        RecordingSink sink = new RecordingSink();
        chain.proceed(exchange, sink);
        loop.turn();
        return sink;
    }

    private void mark(int call, String text) {
        transport
                .call(call)
                .head(200)
                .data("{\"choices\":[{\"message\":{\"content\":\"" + text + "\"}}]}\nusage 100 1\ndone\n")
                .end();
        loop.turn();
    }

    private void answerAll(String text) {
        for (int i = 0; i < transport.calls().size(); i++) {
            if (transport.call(i).live()) {
                mark(i, text);
            }
        }
    }

    private String sent() {
        return new String(transport.call(0).request().body().toArray(), StandardCharsets.UTF_8);
    }

    private double count(String result) {
        Counter counter =
                registry.find("pointsman.judge.replies").tag("result", result).counter();
        return Objects.requireNonNull(counter).count();
    }

    private double cost() {
        return Objects.requireNonNull(registry.find("pointsman.judge.cost").counter())
                .count();
    }

    private FilterChain chain(double share, long capNanos) {
        Model model = new Model(
                "judge",
                List.of(new Deployment("p", "judge", 1, new Price(1_000_000_000L, 2_000_000_000L, 0, 0), Map.of())),
                Balance.ORDER,
                0,
                null,
                Map.of(),
                Map.of());
        JudgeMeters meters = new JudgeMeters(registry);
        ModelCalls calls = new ModelCalls(model, executor(model), new DeploymentStats(), meters::cost, loop);
        Judge judge = new Judge(
                new JudgeSettings("judge", share, capNanos, "Be strict."),
                calls,
                meters,
                new Judge.Desk(
                        performance,
                        (id, answered, score) -> heard.add(id + " " + answered + " " + score),
                        ledger(),
                        "abcdef012345",
                        loop,
                        loop.clock()));
        Filter answering = (exchange, sink, next) -> {
            performance.recent().add(exchange.id(), new Who("swift", "p/a", null, "anonymous", null));
            sink.start(ReplyHead.json(ANSWER.length()));
            sink.data(ANSWER.getBytes(StandardCharsets.UTF_8));
            if (fails) {
                sink.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "broken"));
            } else {
                sink.complete();
            }
        };
        return FilterChain.of(List.of(new JudgeFilter(judge, Runnable::run), answering));
    }

    private UpstreamExecutor executor(Model model) {
        Catalog catalog = new Catalog(List.of(model));
        ReliabilitySettings settings = ReliabilitySettings.DEFAULT.once();
        CircuitBreakers breakers =
                new CircuitBreakers(settings.breaker(), List.of("p/judge"), loop, (deployment, state) -> {});
        Map<String, ProviderAdapter> adapters = Map.of("p", new FakeAdapter());
        Destinations destinations = new Destinations(
                catalog, adapters, new Serving(catalog, adapters, Map.of(), false), transport, breakers);
        return new UpstreamExecutor(
                destinations, settings, new RetryBudget(), new Body.Budget(1 << 24), () -> 0.5, loop);
    }

    private Ledger ledger() {
        return new Ledger() {
            @Override
            public void append(DecisionRecord record) {
                kept.add(record);
            }

            @Override
            public long lost() {
                return 0;
            }

            @Override
            public void close() {}
        };
    }
}
