package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.config.Yaml;
import dev.pointsman.performance.FeedbackSettings;
import dev.pointsman.performance.ModelFigures.Answer;
import dev.pointsman.performance.Performance;
import dev.pointsman.plot.LineChart;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.score.ScoreRouter;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.testing.Pictures;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Ten simulated minutes of the score {@code balanced} over four models, twenty requests a second. The best model turns bad after two minutes and
 * is well again after five.
 */
class DegradedModelTest {
    private static final int SECONDS = 600;
    private static final int BAD_FROM = 120;
    private static final int BAD_UNTIL = 300;
    private static final int PER_SECOND = 20;
    private static final List<Model> MODELS = models();

    private enum Harm {
        SLOW,
        FAILING
    }

    /** A call under way. */
    private record Call(DeploymentStats.Call call, int model, boolean fails, double millis, long endNanos) {}

    private long now;

    @Test
    void aModelThatSlowsDownOrFailsLosesItsTrafficAndGetsItBack() {
        double[] slow = shares(Harm.SLOW);
        double[] failing = shares(Harm.FAILING);

        for (double[] shares : List.of(slow, failing)) {
            assertThat(mean(shares, 30, BAD_FROM)).as("while it is well").isGreaterThan(0.9);
            assertThat(mean(shares, BAD_FROM + 30, BAD_UNTIL))
                    .as("from half a minute on")
                    .isLessThan(0.05);
            assertThat(mean(shares, BAD_UNTIL + 180, SECONDS))
                    .as("three minutes after")
                    .isGreaterThan(0.9);
        }
        Pictures.same("degraded-model.svg", chart(slow, failing));
    }

    private double[] shares(Harm harm) {
        now = 0;
        DeploymentStats stats = new DeploymentStats(() -> now, () -> 0);
        Performance performance = Performance.of(() -> now, () -> 0);
        performance.models().retain(MODELS.stream().map(Model::name).toList(), List.of(), FeedbackSettings.DEFAULT);
        LiveReadings live = new LiveReadings(stats, performance);
        ScoreRouter router = router();
        Random random = new Random(8);
        PriorityQueue<Call> calls = new PriorityQueue<>(Comparator.comparingLong(Call::endNanos));
        double[] shares = new double[SECONDS];
        for (int i = 0; i < SECONDS * PER_SECOND; i++) {
            now = i * 1_000_000_000L / PER_SECOND;
            while (!calls.isEmpty() && calls.peek().endNanos() <= now) {
                ended(calls.remove(), performance);
            }
            int model = MODELS.indexOf(router.apply(
                            Models.among(MODELS.toArray(Model[]::new)).scoredBy("test", "balanced", "score"),
                            Asking.chat("hi")
                                    .live(live)
                                    .draw(random.nextDouble())
                                    .context())
                    .candidates()
                    .get(0)
                    .model());
            int second = i / PER_SECOND;
            shares[second] += model == 0 ? 1.0 / PER_SECOND : 0;
            boolean bad = model == 0 && second >= BAD_FROM && second < BAD_UNTIL;
            boolean fails = bad && harm == Harm.FAILING && random.nextBoolean();
            double millis =
                    (300 + 20 * model) * (0.8 + 0.4 * random.nextDouble()) * (bad && harm == Harm.SLOW ? 10 : 1);
            DeploymentStats.Call call = stats.of("p/m" + model).started(true);
            calls.add(new Call(call, model, fails, millis, now + (long) (millis * 1e6)));
        }
        return shares;
    }

    /** As {@link RoutedCall} and {@link Outcomes} tell the end of a stream. */
    private static void ended(Call call, Performance performance) {
        String model = MODELS.get(call.model()).name();
        if (call.fails()) {
            call.call().ended(ErrorKind.UPSTREAM_ERROR, 0);
            performance.models().failed(model, null);
        } else {
            call.call().firstOutput();
            call.call().ended(null, 100);
            performance.models().answered(model, null, new Answer(call.millis(), Double.NaN, 100, false));
        }
    }

    private static double mean(double[] shares, int from, int to) {
        return Arrays.stream(shares, from, to).average().orElseThrow();
    }

    private static LineChart chart(double[] slow, double[] failing) {
        double[] seconds = new double[SECONDS];
        Arrays.setAll(seconds, i -> i);
        return new LineChart("Traffic of a model that turns bad and recovers", "time (s)", "share of the requests")
                .line("ten times slower", seconds, slow)
                .line("failing half of the time", seconds, failing)
                .mark(BAD_FROM, "turns bad")
                .mark(BAD_UNTIL, "is well again");
    }

    private static ScoreRouter router() {
        Yaml yaml = Yaml.of("balanced: { weights: { quality: 3, cost: 4, latency: 3, errors: 10 }, explore: 2% }");
        Map<String, ScoreSettings> scores = ScoreSettings.all(yaml.node(), Models.names());
        assertThat(yaml.problems()).isEmpty();
        return new ScoreRouter(scores);
    }

    /** The first is the best and the dearest. */
    private static List<Model> models() {
        Model[] models = new Model[4];
        for (int i = 0; i < models.length; i++) {
            long price = 1_000_000_000L - i * 30_000_000L;
            models[i] = new Model(
                    "m" + i,
                    List.of(new Deployment("p", "m" + i, 1, new Price(price, price, price, price), Map.of())),
                    Balance.ORDER,
                    0,
                    null,
                    Map.of("default", 0.9 - 0.05 * i),
                    Map.of());
        }
        return List.of(models);
    }
}
