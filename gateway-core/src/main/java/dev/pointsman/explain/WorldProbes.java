package dev.pointsman.explain;

import dev.pointsman.catalog.Deployment;
import dev.pointsman.recorded.RecordedRequest;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.LiveFigures;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the world might have been when the request came: the time, the draw, which deployments could be called, live figures. */
final class WorldProbes {
    private static final int DRAWS = 32;
    private static final int MOST_FIGURES = 40;
    private static final double DAY = Duration.ofDays(1).toMillis();

    private final Probes probes;
    private final RecordedRequest request;

    WorldProbes(Probes probes) {
        this.probes = probes;
        this.request = probes.request();
    }

    void run() {
        deployments();
        times();
        weekdays();
        draws();
        figures();
    }

    private void deployments() {
        for (String id : request.blocked()) {
            probes.either(Change.Kind.BLOCKED, id, "blocked", "free", draft -> draft.blocked.remove(id));
        }
        RoutingDecision decision = probes.outcome().decision();
        if (decision != null) {
            Candidate first = decision.candidates().get(0);
            List<String> ids = first.deployments().stream().map(Deployment::id).toList();
            for (String id : ids) {
                probes.either(Change.Kind.DOWN, id, "free", "blocked", draft -> draft.blocked.add(id));
            }
            if (ids.size() > 1) {
                String all = "none of " + String.join(", ", ids);
                String then = probes.altered(draft -> draft.blocked.addAll(ids));
                if (then != null) {
                    probes.changes()
                            .add(new Change(
                                    Change.Kind.DOWN, all.replace("none of ", ""), "free", "blocked", 0.8, then));
                }
            }
        }
    }

    /** The next beginning or end of each window of the rules. */
    private void times() {
        for (String window : probes.policy().rules().sources().of("time")) {
            String[] parts = window.strip().split("\\s+", 2);
            ZoneId zone = zone(parts.length > 1 ? parts[1] : null);
            for (String clock : parts[0].split("-", -1)) {
                LocalTime time = time(clock);
                if (time != null) {
                    ZonedDateTime now = request.at().atZone(zone);
                    ZonedDateTime next = now.with(time);
                    at(Change.Kind.TIME, next.isAfter(now) ? next : next.plusDays(1), DAY);
                }
            }
        }
    }

    /** The next midnights, where rules ask for the day. */
    private void weekdays() {
        Set<String> days = probes.policy().rules().sources().of("weekday");
        if (!probes.policy().rules().sources().looksAt("weekday")) {
            return;
        }
        String zone = days.stream().filter(day -> day.contains("/")).findFirst().orElse(null);
        ZonedDateTime midnight = request.at().atZone(zone(zone)).toLocalDate().atStartOfDay(zone(zone));
        for (int i = 1; i <= 7; i++) {
            at(Change.Kind.WEEKDAY, midnight.plusDays(i), 7 * DAY);
        }
    }

    private void at(Change.Kind kind, ZonedDateTime moment, double span) {
        Instant instant = moment.toInstant();
        String then = probes.altered(draft -> draft.at = instant);
        if (then != null) {
            double distance =
                    Math.min(1, Duration.between(request.at(), instant).toMillis() / span);
            String shown = moment.withNano(0).toString();
            probes.changes()
                    .add(new Change(
                            kind,
                            "",
                            request.at().atZone(moment.getZone()).withNano(0).toString(),
                            shown,
                            distance,
                            then));
        }
    }

    private static ZoneId zone(@Nullable String name) {
        try {
            return name == null ? ZoneOffset.UTC : ZoneId.of(name);
        } catch (DateTimeException unknown) { // the policy's loading has told of it
            return ZoneOffset.UTC;
        }
    }

    private static @Nullable LocalTime time(String clock) {
        try {
            return LocalTime.parse(clock.length() == 4 ? "0" + clock : clock.equals("24:00") ? "00:00" : clock);
        } catch (DateTimeException noTime) { // the policy's loading has told of it
            return null;
        }
    }

    /** The share of draws that choose otherwise is how near they are. */
    private void draws() {
        int other = 0;
        String then = null;
        double first = 0;
        for (int i = 0; i < DRAWS; i++) {
            double draw = (i + 0.5) / DRAWS;
            String now = probes.altered(draft -> draft.draw = draw);
            if (now != null) {
                other++;
                first = then == null ? draw : first;
                then = then == null ? now : then;
            }
        }
        if (then != null) {
            String share = String.format(Locale.ROOT, "%s (%d %% of all choose otherwise)", first, other * 100 / DRAWS);
            probes.changes()
                    .add(new Change(
                            Change.Kind.DRAW,
                            "",
                            Probes.digits(request.draw()),
                            share,
                            1 - (double) other / DRAWS,
                            then));
        }
    }

    private void figures() {
        Set<String> subjects = new HashSet<>();
        RoutingDecision decision = probes.outcome().decision();
        if (decision == null) {
            return;
        }
        for (Candidate candidate : decision.candidates()) {
            subjects.add(candidate.model().name());
            candidate.deployments().forEach(deployment -> subjects.add(deployment.id()));
        }
        if (decision.score() != null) {
            subjects.add(decision.score());
        }
        int tried = 0;
        for (int i = 0; i < request.live().size() && tried < MOST_FIGURES; i++) {
            LiveFigures.Reading reading = request.live().get(i);
            if (subjects.contains(reading.subject()) && reading.value() > 0) {
                tried++;
                figure(i, reading);
            }
        }
    }

    private void figure(int index, LiveFigures.Reading reading) {
        String task = reading.task() == null ? "" : " for " + reading.task();
        String subject = reading.figure().word() + " of " + reading.subject() + task;
        probes.factor(
                new Probes.Amount(Change.Kind.FIGURE, subject, reading.value(), false, Probes::digits),
                value -> probes.altered(draft -> draft.live.set(
                        index, new LiveFigures.Reading(reading.figure(), reading.subject(), reading.task(), value))));
    }
}
