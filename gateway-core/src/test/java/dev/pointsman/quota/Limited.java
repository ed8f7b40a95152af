package dev.pointsman.quota;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.config.Yaml;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Limits read from a text and asked by hand, at a time that is turned by hand. */
final class Limited {
    static final long DOLLAR = 1_000_000_000L;

    private Instant at = Instant.parse("2026-11-21T12:00:00Z");
    private long nanos = -5_000_000_000L;
    final LocalQuota book;
    private List<Limit> limits;

    Limited(String text) {
        this(text, null);
    }

    Limited(String text, @Nullable Path file) {
        InstantSource source = () -> at;
        Clock clock = source.withZone(ZoneOffset.UTC);
        book = new LocalQuota(file, () -> nanos, clock);
        limits = book.limits(settings(text));
    }

    static List<LimitSettings> settings(String text) {
        Yaml yaml = Yaml.of(text);
        List<LimitSettings> settings = LimitSettings.listFrom(yaml.node(), known());
        if (!yaml.problems().isEmpty()) {
            throw new AssertionError(yaml.problems());
        }
        return settings;
    }

    /** Models small (p/s, priced; q/s, not) and large (q/l), keys ci of team platform for small alone, and web. */
    static KnownSubjects known() {
        Price price = new Price(1, 2, 1, 1);
        Catalog catalog = new Catalog(List.of(
                model("small", deployment("p", "s", price), deployment("q", "s", null)),
                model("large", deployment("q", "l", price))));
        return new KnownSubjects(
                catalog,
                List.of("p", "q"),
                List.of(
                        new KnownSubjects.Holder("ci", "platform", Set.of("large")),
                        new KnownSubjects.Holder("web", null, null)));
    }

    private static Model model(String name, Deployment... deployments) {
        return new Model(name, List.of(deployments), Balance.ORDER, 0, null, Map.of(), Map.of());
    }

    private static Deployment deployment(String provider, String model, @Nullable Price price) {
        return new Deployment(provider, model, 1, price, Map.of());
    }

    /** Another policy goes live. */
    Limited reload(String text) {
        limits = book.limits(settings(text));
        return this;
    }

    Limited advance(Duration time) {
        at = at.plus(time);
        nanos += time.toNanos();
        return this;
    }

    /** The wall clock is set, and no time passes. */
    Limited set(Duration ahead) {
        at = at.plus(ahead);
        return this;
    }

    Limited at(String instant) {
        Instant then = Instant.parse(instant);
        nanos += Duration.between(at, then).toNanos();
        at = then;
        return this;
    }

    Limit limit(int index) {
        return limits.get(index);
    }

    Claim claim(int index, String subject) {
        LimitSettings settings = limits.get(index).settings();
        return new Claim(limits.get(index), subject, settings.limitsRates(), settings.spend() != null, false);
    }

    /** One request of a subject under all limits. */
    Grant ask(String subject, long tokens, long costNanos) {
        List<Claim> claims = new java.util.ArrayList<>();
        for (int i = 0; i < limits.size(); i++) {
            claims.add(claim(i, subject));
        }
        return book.ask(new Demand(claims, tokens, costNanos), Runnable::run, late -> {
            throw new AssertionError("answered late");
        });
    }

    boolean granted(String subject, long tokens, long costNanos) {
        return ask(subject, tokens, costNanos).refusal() == null;
    }

    Refusal refusal(String subject, long tokens, long costNanos) {
        Refusal refusal = ask(subject, tokens, costNanos).refusal();
        if (refusal == null) {
            throw new AssertionError("it was granted");
        }
        return refusal;
    }

    double spent() {
        return book.spentDollars(limits.get(0));
    }
}
