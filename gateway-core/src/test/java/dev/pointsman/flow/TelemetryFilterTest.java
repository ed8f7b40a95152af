package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.telemetry.RequestLog;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class TelemetryFilterTest {
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("pointsman.access");

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    /** A millisecond passes with each look at it. */
    private final AtomicLong clock = new AtomicLong();

    @BeforeEach
    void listen() {
        lines.start();
        LOG.setLevel(Level.INFO);
        LOG.addAppender(lines);
    }

    @AfterEach
    void stop() {
        LOG.detachAppender(lines);
        LOG.setLevel(null);
    }

    @Test
    void aReplyIsCountedAndLoggedOnceWhenItEnds() {
        RecordingSink sink = run((exchange, reply, next) -> {
            reply.start(ReplyHead.json(2));
            reply.data(new byte[] {'{', '}'});
            assertThat(lines.list).isEmpty();
            assertThat(registry.get("pointsman.requests.active").gauge().value())
                    .isEqualTo(1);
            reply.complete();
            reply.complete();
        });

        assertThat(sink.completed()).isTrue();
        assertThat(lines.list).hasSize(1);
        assertThat(line()).containsEntry("status", 200).containsEntry("end", "complete");
        assertThat(registry.get("pointsman.requests.active").gauge().value()).isZero();
        assertThat(registry.get("gen_ai.server.request.duration").timer().count())
                .isEqualTo(1);
    }

    @Test
    void theOverheadIsNeverMoreThanTheWhole() {
        run((exchange, reply, next) -> reply.fail(new GatewayException(ErrorKind.OVERLOADED, "too much")));

        assertThat((double) line().get("overhead_ms")).isLessThanOrEqualTo((double) line().get("total_ms"));
    }

    @Test
    void theReasonOfAFailureIsLoggedUnlessItIsInTheProvidersWords() {
        run((exchange, reply, next) ->
                reply.fail(new GatewayException(ErrorKind.OVERLOADED, "too many at a time").withCode("x")));
        assertThat(line()).containsEntry("error", "too many at a time").containsEntry("status", 503);
        lines.list.clear();

        run((exchange, reply, next) ->
                reply.fail(new GatewayException(ErrorKind.UPSTREAM_REJECTED, "you said hello").quotingProvider()));
        assertThat(line())
                .containsEntry("end", "upstream_rejected")
                .containsEntry("error", "the provider answered with an error");
    }

    @Test
    void aReasonToEndThatNobodyKnowsIsCountedWhereItCameFrom() {
        run((exchange, reply, next) -> {
            exchange.answeredBy("m", "p/up");
            exchange.finishReason("new_word", false);
            reply.fail(new GatewayException(ErrorKind.OVERLOADED, "m"));
        });
        run((exchange, reply, next) -> {
            exchange.answeredBy("m", "p/up");
            exchange.finishReason("stop", true);
            reply.fail(new GatewayException(ErrorKind.OVERLOADED, "m"));
        });

        assertThat(registry.get("pointsman.finish.unknown")
                        .tag("deployment", "p/up")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private RecordingSink run(Filter inner) {
        ApiRequest request = ApiRequest.parse(Endpoint.MODELS, Endpoint.MODELS.path(), Headers.NONE, new byte[0]);
        Exchange exchange = new Exchange("req_1", request, new ManualLoop(), () -> clock.addAndGet(1_000_000));
        RecordingSink sink = new RecordingSink();
        FilterChain.of(List.of(new TelemetryFilter(new GatewayMetrics(registry), new RequestLog()), inner))
                .proceed(exchange, sink);
        return sink;
    }

    private Map<String, Object> line() {
        Map<String, Object> line = new HashMap<>();
        lines.list.get(0).getKeyValuePairs().forEach(pair -> line.put(pair.key, pair.value));
        return line;
    }
}
