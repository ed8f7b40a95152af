package dev.pointsman.fleet.hints;

import dev.pointsman.fleet.Fleet;
import dev.pointsman.fleet.Script;
import dev.pointsman.quota.LocalQuota;
import dev.pointsman.upstream.DeploymentHealth;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hints by the store of a fleet: told when a breaker opens here, heard twice a second. A hint lasts as long as a breaker stays open and a little more, and
 * is renewed where the probes of who told it fail, too. While the store is away there are none.
 *
 * <p>Loops read one immutable map; it is replaced when the store has answered, one question at a time.
 */
public final class FleetHints implements DeploymentHealth.Hints {
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PROBES = Duration.ofSeconds(5);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final String KEY = Fleet.PREFIX + "hints";
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final int MOST_TOLD = 1_000;

    /** What a script can count with. */
    private static final long NUMBER_BITS = (1L << 48) - 1;

    private final Fleet fleet;
    private final Map<Long, Long> untilNanos = new ConcurrentHashMap<>();
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicLong confirmed = new AtomicLong();
    private final AtomicLong changes = new AtomicLong();
    private volatile Map<Long, Heard> heard = Map.of();

    /**
     * What others say of a deployment.
     *
     * @param gateways how many of them
     * @param since a number that grows each time that more of them say so
     */
    private record Heard(long gateways, long since) {}

    /** Begins to listen. */
    public FleetHints(Fleet fleet) {
        this.fleet = fleet;
        fleet.every(PAUSE, this::ask);
    }

    /** Deployments that other gateways leave alone. */
    public int count() {
        return heard.size();
    }

    /** Breakers that were opened by one failure, since another gateway's was open. */
    public long confirmations() {
        return confirmed.get();
    }

    @Override
    public long since(String deployment) {
        Map<Long, Heard> now = heard;
        Heard it = now.isEmpty() ? null : now.get(number(deployment));
        return it == null ? 0 : it.since;
    }

    @Override
    public void confirmed(String deployment) {
        confirmed.incrementAndGet();
    }

    @Override
    public void opened(String deployment, Duration openFor) {
        if (untilNanos.size() < MOST_TOLD) {
            Duration lasts = openFor.compareTo(LONGEST) > 0 ? LONGEST : openFor.plus(PROBES);
            untilNanos.put(number(deployment), fleet.nanoTime() + lasts.toNanos());
        }
        ask();
    }

    /** Tells what is to be told, and hears what others told. */
    private void ask() {
        if (!fleet.up()) {
            heard = Map.of();
            return;
        }
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        Map<Long, Long> told = new HashMap<>(untilNanos);
        List<String> arguments = new ArrayList<>(1 + 2 * told.size());
        arguments.add(fleet.name());
        told.forEach((number, until) -> {
            arguments.add(Long.toString(number));
            arguments.add(Long.toString((until - fleet.nanoTime()) / NANOS_PER_MILLI));
        });
        CompletionStage<List<Long>> answer = fleet.run(Script.HINTS, List.of(KEY), arguments);
        if (answer == null) {
            asking.set(false);
            return;
        }
        answer.whenComplete((numbers, failure) -> {
            if (failure == null) {
                told.forEach(untilNanos::remove);
                heard(numbers);
            }
            asking.set(false);
        });
    }

    private void heard(List<Long> numbers) {
        Map<Long, Heard> before = heard;
        Map<Long, Heard> now = new HashMap<>();
        for (int i = 1; i + 1 < numbers.size(); i += 2) {
            Heard known = before.get(numbers.get(i));
            long gateways = numbers.get(i + 1);
            long since = known != null && gateways <= known.gateways ? known.since : changes.incrementAndGet();
            now.put(numbers.get(i), new Heard(gateways, since));
        }
        heard = Map.copyOf(now);
    }

    private static long number(String deployment) {
        return LocalQuota.subjectHash(deployment) & NUMBER_BITS;
    }
}
