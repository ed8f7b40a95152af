package dev.pointsman.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.Usage;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.LineLedger;
import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminStream;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.EventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class LiveStreamTest {
    private static final long NOW = 1_000_000_000L;

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final RecentDecisions recent = new RecentDecisions(LineLedger.NONE);
    private final LiveStream live =
            new LiveStream(recent, List::of, new SimpleMeterRegistry(), () -> Instant.ofEpochMilli(NOW));

    @Test
    void aReaderThatDoesNotKeepUpMissesSecondsAndNothingIsKeptForIt() {
        Reader slow = open();
        Reader quick = open();
        slow.ready = false;

        live.tick();
        slow.ready = true;
        live.tick();

        assertThat(quick.pieces).hasSize(3);
        assertThat(slow.pieces).hasSize(2);
    }

    @Test
    void aSecondHasItsOwnRequestsAndNoOthers() {
        append(NOW, "complete", "swift", 10);
        Reader reader = open();
        append(NOW, "complete", "swift", 20);
        append(NOW, "upstream_error", null, 30);

        live.tick();
        live.tick();

        JsonNode first = reader.data(1);
        assertThat(first.path("requests").asInt()).isEqualTo(2);
        assertThat(first.path("errors").asInt()).isEqualTo(1);
        assertThat(first.path("input_tokens").asInt()).isEqualTo(14);
        assertThat(first.path("cost_nano_usd").asInt()).isEqualTo(6);
        assertThat(first.at("/models/swift").asInt()).isEqualTo(1);
        assertThat(first.at("/models/none").asInt()).isEqualTo(1);
        assertThat(first.at("/latency_ms/total_p50").asDouble()).isEqualTo(20);
        assertThat(first.at("/latency_ms/total_p99").asDouble()).isEqualTo(30);
        assertThat(reader.data(2).path("requests").asInt()).isZero();
        assertThat(reader.data(2).at("/latency_ms/total_p50").asDouble())
                .as("times are of the last ten seconds")
                .isEqualTo(20);
    }

    @Test
    void whatEndsWhileTheHistoryIsSentIsToldInTheNextSecond() {
        Reader reader = new Reader();
        reader.met = () -> append(NOW, "complete", "swift", 10);
        live.open(null, reader);

        live.tick();

        assertThat(reader.data(1).path("requests").asInt()).isEqualTo(1);
    }

    @Test
    void moreThanIsAtHandIsCountedExactlyAndTheRestScaledToIt() {
        Reader reader = open();
        for (int i = 0; i < 2 * RecentDecisions.MOST; i++) {
            append(NOW, "complete", "swift", 10);
        }

        live.tick();

        assertThat(reader.data(1).path("requests").asInt()).isEqualTo(2 * RecentDecisions.MOST);
        assertThat(reader.data(1).path("input_tokens").asInt()).isEqualTo(14 * RecentDecisions.MOST);
        assertThat(reader.data(1).path("decisions")).hasSize(20);
    }

    @Test
    void theHistoryIsOfTheLastMinuteByTheSecondInWhichRequestsEnded() {
        append(NOW - 61_000, "complete", "swift", 10);
        append(NOW - 2_000, "complete", "swift", 1_500);
        append(NOW - 1_000, "complete", "swift", 10);

        JsonNode seconds = open().data(0).path("seconds");

        assertThat(seconds).hasSize(60);
        assertThat(seconds.path(58).path("requests").asInt()).isEqualTo(2);
        assertThat(seconds.path(57).path("requests").asInt()).isZero();
        assertThat(seconds.path(0).path("requests").asInt()).isZero();
    }

    @Test
    void nothingIsTimedWithoutAReaderAndNoMoreThanSixteenAreTaken() {
        List<Reader> readers = new ArrayList<>();
        for (int i = 0; i < LiveStream.MOST_READERS; i++) {
            readers.add(open());
        }

        assertThatThrownBy(this::open).isInstanceOf(AdminProblem.class).hasMessageContaining("16 readers");
        assertThat(channel.runScheduledPendingTasks())
                .as("time to the next second")
                .isPositive();
        readers.forEach(reader -> reader.closed.run());
        assertThat(channel.runScheduledPendingTasks()).as("nothing is timed").isEqualTo(-1);
    }

    private Reader open() {
        Reader reader = new Reader();
        live.open(null, reader);
        return reader;
    }

    private void append(long at, String end, String model, long millis) {
        long nanos = millis * 1_000_000;
        recent.append(new DecisionRecord(
                "req_" + recent.appended(),
                at,
                "000000000000",
                new DecisionRecord.Route(
                        "chat_completions", false, "web", null, "auto", null, 0.5, List.of(), List.of()),
                List.of(),
                new Usage(7, 0, 0, 3, 0),
                new DecisionRecord.Outcome(200, end, model, null, null, 3, List.of()),
                new DecisionRecord.Timing(1, nanos, 1, nanos),
                null));
    }

    private final class Reader implements AdminStream {
        private final List<String> pieces = new ArrayList<>();
        private boolean ready = true;
        private Runnable closed = () -> {};
        /** Once, when something is sent. */
        private Runnable met = () -> {};

        JsonNode data(int index) {
            String piece = pieces.get(index);
            return new JsonMapper().readTree(piece.substring(piece.indexOf("data: ") + "data: ".length()));
        }

        @Override
        public void begin(int status, String contentType, Map<String, String> headers) {
            assertThat(contentType).isEqualTo("text/event-stream");
        }

        @Override
        public boolean ready() {
            return ready;
        }

        @Override
        public void send(byte[] piece) {
            pieces.add(new String(piece, StandardCharsets.UTF_8));
            Runnable now = met;
            met = () -> {};
            now.run();
        }

        @Override
        public void end() {}

        @Override
        public void abort() {}

        @Override
        public void whenReadyChanges(Runnable writable) {}

        @Override
        public void whenClosed(Runnable hook) {
            closed = hook;
        }

        @Override
        public EventLoop loop() {
            return channel.eventLoop();
        }
    }
}
