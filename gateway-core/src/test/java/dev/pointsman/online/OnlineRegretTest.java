package dev.pointsman.online;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.Yaml;
import dev.pointsman.plot.LineChart;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.LiveSource;
import dev.pointsman.routing.score.ScoreRouter;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.testing.Pictures;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Four simulated hours of three models and two tasks, three requests a second, of each of which it is known how hard it looks. {@code plain} is good at easy
 * chats and poor at hard ones, {@code solid} is middling at chats and good at code, {@code other} is worse than one of them at everything; the policy
 * believes the same of all. A fifth of the clients send a thumb, that is a coin weighted by the quality. After two hours plain and solid change places.
 */
class OnlineRegretTest {
    private static final int REQUESTS = 4 * 3600 * 3;
    private static final int WINDOWS = 24;
    private static final List<String> TASKS = List.of("chat", "code");
    private static final List<String> NAMES = List.of("plain", "solid", "other");
    private static final Model[] MODELS =
            NAMES.stream().map(OnlineRegretTest::model).toArray(Model[]::new);

    /** Regret of each request, against the model that was best for just that one. */
    private record Run(List<Double> ofScore, List<Double> ofBestFixed, long drifts) {
        double mean(double from, double to) {
            return mean(ofScore, from, to);
        }

        double fixed(double from, double to) {
            return mean(ofBestFixed, from, to);
        }

        private static double mean(List<Double> regrets, double from, double to) {
            return regrets.subList((int) (from * REQUESTS), (int) (to * REQUESTS)).stream()
                    .mapToDouble(each -> each)
                    .average()
                    .orElseThrow();
        }

        double[] windows(List<Double> regrets) {
            double[] means = new double[WINDOWS];
            for (int i = 0; i < WINDOWS; i++) {
                means[i] = mean(regrets, (double) i / WINDOWS, (i + 1.0) / WINDOWS);
            }
            return means;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"thompson", "linucb"})
    void regretIsBelowThatOfTheBestModelForEachTask(String method) {
        for (long seed = 1; seed <= 3; seed++) {
            Run run = run("by: " + method, seed, false);

            assertThat(run.mean(0, 1)).as("seed %d", seed).isLessThan(run.fixed(0, 1));
            assertThat(run.mean(0.5, 1)).as("seed %d", seed).isLessThan(run.fixed(0.5, 1) / 2);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"thompson", "linucb"})
    void itRecoversWhenModelsChangePlaces(String method) {
        for (long seed = 1; seed <= 3; seed++) {
            Run run = run("by: " + method + ", half_life: 30m", seed, true);

            double atOnce = run.mean(0.5, 0.52);
            assertThat(run.mean(0.75, 1)).as("seed %d", seed).isLessThan(atOnce / 3);
            assertThat(run.mean(0, 1)).as("seed %d", seed).isLessThan(run.fixed(0, 1) / 2);
            assertThat(run.drifts()).as("alarms").isPositive();
        }
    }

    @Test
    void withoutADriftThereIsNoAlarm() {
        long alarms = 0;
        for (long seed = 1; seed <= 5; seed++) {
            alarms += run("by: thompson", seed, false).drifts();
        }

        assertThat(alarms).as("in 43,000 ratings").isLessThanOrEqualTo(3);
    }

    @Test
    void itIsDrawnForTheGuide() {
        Run run = run("half_life: 30m", 1, true);
        double[] hours = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            hours[i] = (i + 1) / 6.0;
        }
        Pictures.same(
                "online-regret.svg",
                new LineChart("Regret against the best model for each prompt", "time (h)", "quality lost a request")
                        .line("best model for each task, in hindsight", hours, run.windows(run.ofBestFixed()))
                        .line("online, last ten minutes", hours, run.windows(run.ofScore()))
                        .mark(2, "two models change places"));
    }

    private static Run run(String keys, long seed, boolean drifts) {
        long[] now = {0};
        Heads heads = new Heads(() -> now[0], () -> now[0] / 1_000_000);
        ScoreSettings score = score(keys);
        heads.retain(Map.of("s", Objects.requireNonNull(score.online())), NAMES, TASKS);
        ScoreRouter router = new ScoreRouter(Map.of("s", score));
        Random random = new Random(seed);
        Double[] regrets = new Double[REQUESTS];
        double[][] ofModels = new double[TASKS.size()][NAMES.size()];
        int[] tasks = new int[REQUESTS];
        double[][] all = new double[REQUESTS][];
        for (int i = 0; i < REQUESTS; i++) {
            now[0] = (long) (i / 3.0 * 1e9);
            tasks[i] = random.nextInt(TASKS.size());
            double difficulty = random.nextDouble();
            double[] worth = qualities(TASKS.get(tasks[i]), difficulty, drifts && i >= REQUESTS / 2);
            Asking asking = Asking.chat("hi")
                    .task(TASKS.get(tasks[i]), 0.9)
                    .difficulty(difficulty)
                    .draw(random.nextDouble());
            RoutingContext context = asking.live(
                            heads.over(LiveSource.NONE, asking.context().signals()))
                    .context();
            RoutingDecision decision = router.apply(Models.among(MODELS).scoredBy("test", "s", "score"), context);
            int chosen = NAMES.indexOf(decision.candidates().get(0).model().name());
            regrets[i] = Arrays.stream(worth).max().orElseThrow() - worth[chosen];
            all[i] = worth;
            for (int model = 0; model < worth.length; model++) {
                ofModels[tasks[i]][model] += worth[model];
            }
            if (random.nextDouble() < 0.2) {
                Chosen how = new Chosen("s", Features.of(context.signals()), NAMES, new double[] {0.6, 0.6, 0.6});
                heads.rated(how, NAMES.get(chosen), TASKS.get(tasks[i]), random.nextDouble() < worth[chosen] ? 1 : 0);
            }
        }
        Double[] fixed = new Double[REQUESTS];
        for (int i = 0; i < REQUESTS; i++) {
            fixed[i] = Arrays.stream(all[i]).max().orElseThrow() - all[i][best(ofModels[tasks[i]])];
        }
        long alarms = NAMES.stream().mapToLong(name -> heads.drifts("s", name)).sum();
        return new Run(Arrays.asList(regrets), Arrays.asList(fixed), alarms);
    }

    private static int best(double[] sums) {
        int best = 0;
        for (int model = 1; model < sums.length; model++) {
            best = sums[model] > sums[best] ? model : best;
        }
        return best;
    }

    private static double[] qualities(String task, double difficulty, boolean changed) {
        double plain = task.equals("chat") ? 0.95 - 0.65 * difficulty : 0.55 - 0.3 * difficulty;
        double solid = task.equals("chat") ? 0.6 : 0.8 - 0.1 * difficulty;
        return changed ? new double[] {solid, plain, 0.45} : new double[] {plain, solid, 0.45};
    }

    private static ScoreSettings score(String keys) {
        Yaml yaml = Yaml.of("{ weights: { quality: 1 }, online: { " + keys + " } }");
        ScoreSettings score = ScoreSettings.from(
                "s", yaml.node(), new KnownNames(Models.catalog(), List.of(), List.of("s"), List.of()));
        assertThat(yaml.problems()).isEmpty();
        return score;
    }

    private static Model model(String name) {
        Deployment deployment = Models.deployment("p/" + name, 1_000_000_000L, Map.of());
        return new Model(name, List.of(deployment), Balance.ORDER, 0, null, Map.of("default", 0.6), Map.of());
    }
}
