package dev.pointsman.server.insight;

import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminRequest;
import dev.pointsman.server.admin.AdminStream;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What happens, once a second, as server-sent events: {@code history} first, the minute before, then a {@code second} each. Made of the records that
 * are kept at hand anyway, and only while somebody reads: requests know nothing of it. A reader that does not keep up misses seconds.
 * Confined to the loop of the admin listener.
 */
public final class LiveStream {
    /** Readers at a time. */
    static final int MOST_READERS = 16;

    private static final int MINUTE = 60;
    private static final int TIMED_SECONDS = 10;
    private static final int MOST_SHOWN = 20;
    private static final long SECOND_MILLIS = 1_000;

    private final RecentDecisions recent;
    private final Supplier<List<ObjectNode>> deployments;
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final List<AdminStream> readers = new ArrayList<>();
    private final Deque<List<LiveRequest>> lately = new ArrayDeque<>();
    private @Nullable ScheduledFuture<?> ticking;
    private long seen;

    /** @param deployments what of them changes from second to second */
    public LiveStream(
            RecentDecisions recent,
            Supplier<List<ObjectNode>> deployments,
            MeterRegistry registry,
            InstantSource clock) {
        this.recent = recent;
        this.deployments = deployments;
        this.registry = registry;
        this.clock = clock;
    }

    /** {@code GET /admin/v1/live}. */
    public void open(AdminRequest request, AdminStream reader) {
        if (readers.size() >= MOST_READERS) {
            throw new AdminProblem(503, MOST_READERS + " readers follow already");
        }
        if (ticking == null) {
            seen = recent.appended(); // before the history: what ends meanwhile is told twice rather than never
        }
        reader.begin(200, "text/event-stream", Map.of());
        reader.send(event("history", history()));
        readers.add(reader);
        reader.whenClosed(() -> left(reader));
        if (ticking == null) {
            ticking = reader.loop().scheduleAtFixedRate(this::tick, 1, 1, TimeUnit.SECONDS);
        }
    }

    private void left(AdminStream reader) {
        readers.remove(reader);
        if (readers.isEmpty() && ticking != null) {
            ticking.cancel(false);
            ticking = null;
            lately.clear();
        }
    }

    /** One second has gone by. */
    void tick() {
        long appended = recent.appended();
        long ended = appended - seen;
        seen = appended;
        byte[] event = event("second", second(newest(ended), ended));
        for (AdminStream reader : List.copyOf(readers)) {
            if (reader.ready()) {
                reader.send(event);
            }
        }
    }

    private List<LiveRequest> newest(long most) {
        return recent.newest((int) Math.min(most, RecentDecisions.MOST), any -> true).stream()
                .map(LiveRequest::of)
                .toList();
    }

    private ObjectNode second(List<LiveRequest> records, long ended) {
        LiveSecond sums = new LiveSecond();
        records.forEach(sums::add);
        ObjectNode node = sums.json(ended);
        node.put("at", clock.millis());
        lately.addLast(records);
        if (lately.size() > TIMED_SECONDS) {
            lately.removeFirst();
        }
        times(node.putObject("latency_ms"));
        gauge(node, "active", "pointsman.requests.active");
        gauge(node, "connections", "pointsman.connections.client");
        ArrayNode places = node.putArray("deployments");
        deployments.get().forEach(places::add);
        ArrayNode decisions = node.putArray("decisions");
        records.stream().limit(MOST_SHOWN).forEach(record -> decisions.add(record.row()));
        return node;
    }

    /** Of the last ten seconds that were followed. */
    private void times(ObjectNode node) {
        percentiles(node, "total", flat().mapToDouble(LiveRequest::totalMillis).toArray());
        percentiles(
                node,
                "first_output",
                flat().mapToDouble(LiveRequest::firstOutputMillis)
                        .filter(millis -> millis >= 0)
                        .toArray());
    }

    private Stream<LiveRequest> flat() {
        return lately.stream().flatMap(List::stream);
    }

    private static void percentiles(ObjectNode node, String name, double[] millis) {
        Arrays.sort(millis);
        for (int percent : new int[] {50, 95, 99}) {
            int rank = (int) Math.ceil(millis.length * percent / 100.0) - 1;
            node.put(name + "_p" + percent, millis.length == 0 ? null : (Double) millis[rank]);
        }
    }

    /** Sums of each second of the last minute, as far as its records are at hand. */
    private ObjectNode history() {
        long now = clock.millis() / SECOND_MILLIS;
        LiveSecond[] seconds = new LiveSecond[MINUTE];
        Arrays.setAll(seconds, any -> new LiveSecond());
        for (LiveRequest record : newest(RecentDecisions.MOST)) {
            long ended = (record.atMillis() + (long) record.totalMillis()) / SECOND_MILLIS;
            long ago = now - ended;
            if (ago >= 0 && ago < MINUTE) {
                seconds[(int) (MINUTE - 1 - ago)].add(record);
            }
        }
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        root.put("at", now * SECOND_MILLIS);
        ArrayNode list = root.putArray("seconds");
        for (LiveSecond each : seconds) {
            list.add(each.json(each.requests()));
        }
        return root;
    }

    private void gauge(ObjectNode node, String name, String meter) {
        Gauge gauge = registry.find(meter).gauge();
        if (gauge != null) {
            node.put(name, gauge.value());
        }
    }

    private static byte[] event(String name, ObjectNode data) {
        return ("event: " + name + "\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
