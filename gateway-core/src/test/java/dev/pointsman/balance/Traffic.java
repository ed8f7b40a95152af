package dev.pointsman.balance;

import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Requests that come evenly spread by chance, and deployments that answer them, on a clock that jumps from event to event. All chance comes
 * from one seed, so a run is the same each time.
 */
final class Traffic {
    /** One deployment as it behaves now; tests change it while traffic flows. */
    static final class Host {
        double firstMillis = 200;
        double tokenMillis = 10;
        double failing;
        /** Share of its rate limit left; NaN tells nothing. */
        double headroom = Double.NaN;
    }

    private static final double SPREAD = 0.3;
    private static final int TOKENS = 100;

    /** Something that happens at a time. */
    private record Event(long atNanos, long order, Runnable action) {}

    final List<Host> hosts = new ArrayList<>();
    final List<Deployment> deployments = new ArrayList<>();
    final List<Long> arrivals = new ArrayList<>();
    final List<Integer> firsts = new ArrayList<>();
    final DeploymentStats stats = new DeploymentStats(this::now, () -> 0);
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::atNanos).thenComparingLong(Event::order));
    private final LoadBalancer balancer;
    private final boolean stream;
    private final Random random;
    private final double perSecond;
    private long now;
    private long events0;

    Traffic(Balance balance, boolean stream, double perSecond, int hosts, long seed) {
        this.stream = stream;
        this.perSecond = perSecond;
        this.random = new Random(seed);
        for (int i = 0; i < hosts; i++) {
            this.hosts.add(new Host());
            deployments.add(new Deployment("p", "" + (char) ('a' + i), 1, null, Map.of()));
        }
        balancer = LoadBalancer.of(new Model("m", deployments, balance, 0, null, Map.of(), Map.of()), stats);
    }

    long now() {
        return now;
    }

    /** At that second, before the requests of it. */
    Traffic at(double second, int host, Consumer<Host> change) {
        schedule((long) (second * 1e9), () -> change.accept(hosts.get(host)));
        return this;
    }

    Traffic run(double seconds) {
        schedule(0, this::arrive);
        long end = (long) (seconds * 1e9);
        while (!events.isEmpty() && events.peek().atNanos < end) {
            Event event = events.poll();
            now = event.atNanos;
            event.action.run();
        }
        now = end;
        return this;
    }

    private void schedule(long atNanos, Runnable action) {
        events.add(new Event(atNanos, events0++, action));
    }

    private void arrive() {
        schedule(now + (long) (-StrictMath.log(1 - random.nextDouble()) / perSecond * 1e9), this::arrive);
        Deployment first = balancer.order(deployments, Picks.drawn(stream, random.nextDouble()))
                .get(0);
        int index = deployments.indexOf(first);
        arrivals.add(now);
        firsts.add(index);
        Host host = hosts.get(index);
        DeploymentStats.Call call = stats.of(first.id()).started(stream);
        if (random.nextDouble() < host.failing) {
            after(20, call::failed);
            return;
        }
        double headroom = host.headroom;
        double firstMillis = spread(host.firstMillis);
        double wholeMillis = firstMillis + spread(host.tokenMillis) * TOKENS;
        after(firstMillis, () -> {
            if (!Double.isNaN(headroom)) {
                String left = Long.toString(Math.round(headroom * 1000));
                call.head(Headers.of("x-ratelimit-remaining-requests", left, "x-ratelimit-limit-requests", "1000"));
            }
            call.firstOutput();
        });
        after(wholeMillis, () -> call.answered(TOKENS));
    }

    private void after(double millis, Runnable action) {
        schedule(now + (long) (millis * 1e6), action);
    }

    /** Log-normal around a median. */
    private double spread(double median) {
        return median * StrictMath.exp(SPREAD * random.nextGaussian());
    }

    /** Share of the requests from {@code from} to {@code to}, in seconds, that went to that host first. */
    double share(int host, double from, double to) {
        int all = 0;
        int its = 0;
        for (int i = 0; i < arrivals.size(); i++) {
            double second = arrivals.get(i) / 1e9;
            if (second >= from && second < to) {
                all++;
                its += firsts.get(i) == host ? 1 : 0;
            }
        }
        return all == 0 ? Double.NaN : (double) its / all;
    }

    /** Share of a run of requests by their number, counted from the first that came at {@code from} seconds. */
    double shareOfRequests(int host, double from, int skip, int count) {
        int at = 0;
        while (arrivals.get(at) < from * 1e9) {
            at++;
        }
        int its = 0;
        for (int i = at + skip; i < at + skip + count; i++) {
            its += firsts.get(i) == host ? 1 : 0;
        }
        return (double) its / count;
    }

    /** One line for each so many seconds: the share of each host. */
    String curve(double seconds, double each) {
        StringBuilder text = new StringBuilder("second");
        hosts.forEach(host -> text.append("       ").append((char) ('a' + hosts.indexOf(host))));
        for (double from = 0; from < seconds; from += each) {
            text.append(String.format(Locale.ROOT, "%n%6.0f", from));
            for (int host = 0; host < hosts.size(); host++) {
                text.append(String.format(Locale.ROOT, " %6.1f%%", 100 * share(host, from, from + each)));
            }
        }
        return text.append('\n').toString();
    }
}
