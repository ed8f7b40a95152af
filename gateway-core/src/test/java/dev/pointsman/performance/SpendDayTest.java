package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.config.Yaml;
import dev.pointsman.performance.SpendBook.Pending;
import dev.pointsman.plot.LineChart;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.score.ScoreRouter;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.testing.Pictures;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Simulated days of a score with a spend target: 12 models from 0.05 to 15 dollars per million tokens, traffic that is ten times as heavy at noon
 * as at night, three bursts of ten times as much as that, prompts and replies of random lengths.
 */
class SpendDayTest {
    private static final long DAY_MILLIS = 86_400_000L;
    private static final long STEP_MILLIS = 10_000;
    private static final long MONDAY = 20_000 * DAY_MILLIS;
    private static final int MODELS = 12;

    /** A call under way. */
    private record Call(Pending pending, long costNanos, long endMillis) {}

    /** What one day came to. */
    private record Outcome(double dollars, double quality, int dearerLate, double lastWeight, boolean unreachable) {}

    private final Random random = new Random(4);
    private final Model[] models = models();
    private final List<double[]> curve = new ArrayList<>();
    private long now = MONDAY;
    private final SpendBook book = new SpendBook(() -> now);

    @Test
    void theDayCostsWhatItShallThoughTrafficComesInPeaksAndBursts() {
        double target = 40;
        ScoreRouter router = router("{ weights: { quality: 1 }, spend: { target: 40/day } }");

        List<Outcome> days = new ArrayList<>();
        for (int day = 0; day < 3; day++) {
            days.add(day(router));
        }

        assertThat(days).allSatisfy(day -> assertThat(day.dollars()).isCloseTo(target, within(0.05 * target)));
        assertThat(days.get(2).quality())
                .as("learned days are spent better")
                .isGreaterThan(days.get(0).quality());
        Pictures.same("spend-day.svg", chart());
    }

    @Test
    void aTargetBelowTheCheapestChoiceIsSaidAndNothingSwings() {
        ScoreRouter router = router("{ weights: { quality: 1 }, spend: { target: 0.2/day } }");

        Outcome day = day(router);

        assertThat(day.dollars()).isGreaterThan(0.2);
        assertThat(day.dearerLate())
                .as("requests of the afternoon that did not go to the cheapest model")
                .isZero();
        assertThat(day.unreachable()).isTrue();
        assertThat(day.lastWeight()).isCloseTo(SpendTarget.MOST, within(1e-6));
    }

    @Test
    void aTargetAboveTheDearestChoiceLeavesTheBestModelsChosen() {
        ScoreRouter router = router("{ weights: { quality: 1 }, spend: { target: 100000/day } }");

        Outcome day = day(router);

        assertThat(day.quality()).isGreaterThan(0.9);
        assertThat(day.unreachable()).isFalse();
        assertThat(day.lastWeight()).isCloseTo(SpendTarget.LEAST, within(1e-9));
    }

    private Outcome day(ScoreRouter router) {
        long begin = now;
        double dollars = 0;
        long requests = 0;
        double quality = 0;
        int dearerLate = 0;
        double before = 0;
        boolean unreachable = false;
        Deque<Call> calls = new ArrayDeque<>();
        for (; now < begin + DAY_MILLIS; now += STEP_MILLIS) {
            while (!calls.isEmpty() && calls.peek().endMillis() <= now) {
                Call call = calls.remove();
                call.pending().settled(call.costNanos());
            }
            for (int i = poisson(ratePerStep(now - begin)); i > 0; i--) {
                Call call = request(router);
                calls.add(call);
                dollars += call.costNanos() / 1e9;
                requests++;
                quality += chosen.quality(null);
                dearerLate += now - begin > DAY_MILLIS / 2 && !chosen.equals(models[0]) ? 1 : 0;
            }
            double weight = Math.log(book.costWeight("s"));
            before = weight;
            unreachable = book.unreachable("s");
            if ((now - begin) % 600_000 == 0) {
                curve.add(new double[] {(now - MONDAY) / 3.6e6, book.used("s"), ratePerStep(now - begin), weight});
            }
        }
        calls.forEach(call -> call.pending().settled(call.costNanos()));
        return new Outcome(dollars, quality / requests, dearerLate, Math.exp(before), unreachable);
    }

    private Model chosen;

    private Call request(ScoreRouter router) {
        int prompt = (int) Math.exp(6.5 + random.nextGaussian());
        int reply = (int) Math.exp(5.3 + 0.8 * random.nextGaussian());
        Asking asking = Asking.chat("hi")
                .tokens(prompt)
                .figure(Figure.COST_WEIGHT, "s", book.costWeight("s"))
                .draw(random.nextDouble());
        RoutingDecision decision = router.apply(Models.among(models).scoredBy("test", "s", "score"), asking.context());
        chosen = decision.candidates().get(0).model();
        int row = decision.sheet().models().indexOf(chosen.name());
        int column = decision.sheet().criteria().indexOf("cost");
        Pending pending = book.begun("s", Math.round(decision.sheet().raw(row, column) * 1e9));
        Price price = chosen.deployments().get(0).price();
        long cost = price.cost(new dev.pointsman.api.Usage(prompt, 0, 0, reply, 0));
        return new Call(pending, cost, now + 2_000 + random.nextInt(20_000));
    }

    /** Ten times as much at one o'clock as at one at night; bursts of ten times that for ten minutes at 9, 15 and 21 o'clock. */
    private static double ratePerStep(long millis) {
        double hour = millis / 3.6e6;
        double usual = 0.55 - 0.45 * Math.cos((hour - 1) / 24 * 2 * Math.PI);
        boolean burst = hour % 6 >= 3 && hour % 6 < 3 + 1 / 6.0 && hour > 6;
        return usual * (burst ? 10 : 1);
    }

    private int poisson(double mean) {
        double limit = Math.exp(-mean);
        int count = 0;
        for (double product = random.nextDouble(); product > limit; product *= random.nextDouble()) {
            count++;
        }
        return count;
    }

    private ScoreRouter router(String score) {
        Yaml yaml = Yaml.of("s: " + score);
        Map<String, ScoreSettings> scores = ScoreSettings.all(yaml.node(), Models.names());
        assertThat(yaml.problems()).isEmpty();
        book.retain(Map.of("s", scores.get("s").spend()));
        return new ScoreRouter(scores);
    }

    /** Dearer ones are better, by less and less. */
    private static Model[] models() {
        Model[] models = new Model[MODELS];
        for (int i = 0; i < MODELS; i++) {
            double dollars = 0.05 * Math.pow(300, i / 11.0);
            long nanos = Math.round(dollars * 1e9);
            Deployment deployment =
                    new Deployment("p", "m" + i, 1, new Price(nanos, 5 * nanos, nanos, nanos), Map.of());
            double quality = 0.5 + 0.42 * Math.sqrt(i / 11.0);
            models[i] = new Model(
                    "m" + i, List.of(deployment), Balance.ORDER, 0, null, Map.of("default", quality), Map.of());
        }
        return models;
    }

    private LineChart chart() {
        double[] hours = column(0, 1);
        return new LineChart("Three days under a spend target", "time (h)", "share")
                .line("spent of the day's target", hours, column(1, 1))
                .line("traffic (1: a burst at noon)", hours, column(2, 0.1))
                .line("cost weight (ln / 10)", hours, column(3, 0.1));
    }

    private double[] column(int which, double scale) {
        return curve.stream().mapToDouble(row -> row[which] * scale).toArray();
    }
}
