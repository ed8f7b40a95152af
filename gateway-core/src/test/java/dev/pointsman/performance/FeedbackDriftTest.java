package dev.pointsman.performance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.config.Yaml;
import dev.pointsman.plot.LineChart;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.score.ScoreRouter;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.testing.Pictures;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Six simulated hours of four models and three tasks, three requests a second. What each model is worth for each task drifts all the time, and
 * after two and after four hours the models change places; the policy believes of all of them the same. A fifth of the clients tell by a thumb
 * what they think, a minute later on average, and a thumb is no more than a coin that falls up as often as the answer is good.
 */
class FeedbackDriftTest {
    private static final int HOURS = 6;
    private static final int REQUESTS = HOURS * 3600 * 3;
    private static final int WINDOWS = HOURS * 6;
    private static final List<String> TASKS = List.of("code", "legal", "chat");
    private static final Model[] MODELS = models();
    private static final FeedbackSettings FEEDBACK = new FeedbackSettings(10, Duration.ofMinutes(15));

    /** A thumb on its way. */
    private record Thumb(String model, String task, double score, long atNanos) {}

    /** Regret of each request against the best model for each task in hindsight over all hours. */
    private static final class Run {
        private final double[] regrets;

        Run(double[] regrets) {
            this.regrets = regrets;
        }

        double mean(int from, int to) {
            return Arrays.stream(regrets, from, to).average().orElseThrow();
        }

        double[] windows() {
            double[] means = new double[WINDOWS];
            for (int i = 0; i < WINDOWS; i++) {
                means[i] = mean(i * (REQUESTS / WINDOWS), (i + 1) * (REQUESTS / WINDOWS));
            }
            return means;
        }

        double[] soFar() {
            double[] means = new double[WINDOWS];
            for (int i = 0; i < WINDOWS; i++) {
                means[i] = mean(0, (i + 1) * (REQUESTS / WINDOWS));
            }
            return means;
        }
    }

    @Test
    void regretAgainstTheBestFixedChoiceFalls() {
        Run blind = run(0, 1);
        Run heard = run(0.2, 1);

        assertThat(heard.mean(0, REQUESTS)).isLessThan(blind.mean(0, REQUESTS) / 3);
        assertThat(heard.mean(REQUESTS / 2, REQUESTS)).isLessThan(heard.mean(0, REQUESTS / 2));
        double[] soFar = heard.soFar();
        assertThat(soFar[WINDOWS - 1]).isLessThan(soFar[WINDOWS / 2]).isLessThan(soFar[WINDOWS / 4]);
        draw(blind, heard);
    }

    @Test
    void itFallsWhateverTheDice() {
        for (long seed = 2; seed < 5; seed++) {
            Run heard = run(0.2, seed);
            assertThat(heard.mean(REQUESTS / 2, REQUESTS)).as("seed %d", seed).isLessThan(heard.mean(0, REQUESTS / 2));
        }
    }

    private static Run run(double tellers, long seed) {
        long[] now = {0};
        Performance performance = Performance.of(() -> now[0], () -> 0);
        performance.models().retain(Arrays.stream(MODELS).map(Model::name).toList(), TASKS, FEEDBACK);
        ScoreRouter router = router();
        Random random = new Random(seed);
        PriorityQueue<Thumb> thumbs = new PriorityQueue<>(Comparator.comparingLong(Thumb::atNanos));
        double[] regrets = new double[REQUESTS];
        int[] best = bestFixed();
        for (int i = 0; i < REQUESTS; i++) {
            now[0] = (long) (i / 3.0 * 1e9);
            while (!thumbs.isEmpty() && thumbs.peek().atNanos() <= now[0]) {
                Thumb thumb = thumbs.remove();
                performance.models().rated(thumb.model(), thumb.task(), thumb.score());
            }
            int task = random.nextInt(TASKS.size());
            int chosen = choice(router, performance, TASKS.get(task), random.nextDouble());
            double worth = quality(chosen, task, i);
            regrets[i] = quality(best[task], task, i) - worth;
            if (random.nextDouble() < tellers) {
                long delay = (long) (-60e9 * Math.log(1 - random.nextDouble()));
                double up = random.nextDouble() < worth ? 1 : 0;
                thumbs.add(new Thumb(MODELS[chosen].name(), TASKS.get(task), up, now[0] + delay));
            }
        }
        return new Run(regrets);
    }

    private static int choice(ScoreRouter router, Performance performance, String task, double draw) {
        Asking asking = Asking.chat("hi").task(task, 0.9).draw(draw);
        for (Model model : MODELS) {
            asking.figure(
                    Figure.FEEDBACK, model.name(), task, performance.models().feedback(model.name(), task));
            asking.figure(
                    Figure.FEEDBACK_WEIGHT,
                    model.name(),
                    task,
                    performance.models().feedbackWeight(model.name(), task));
        }
        RoutingDecision decision = router.apply(Models.among(MODELS).scoredBy("test", "s", "score"), asking.context());
        return Arrays.asList(MODELS).indexOf(decision.candidates().get(0).model());
    }

    /** From 0.3 to 0.9; the best of a task is another one in each third of the time. */
    private static double quality(int model, int task, int request) {
        double hour = request / 3.0 / 3600;
        int place = (model + task + 2 * (int) (hour / 2)) % MODELS.length;
        double drift = 0.08 * Math.sin(hour * 1.7 + model * 2.1 + task * 0.9);
        return 0.35 + 0.16 * place + drift;
    }

    private static int[] bestFixed() {
        int[] best = new int[TASKS.size()];
        for (int task = 0; task < best.length; task++) {
            double most = 0;
            for (int model = 0; model < MODELS.length; model++) {
                double sum = 0;
                for (int i = 0; i < REQUESTS; i++) {
                    sum += quality(model, task, i);
                }
                best[task] = sum > most ? model : best[task];
                most = Math.max(most, sum);
            }
        }
        return best;
    }

    private static void draw(Run blind, Run heard) {
        double[] hours = new double[WINDOWS];
        for (int i = 0; i < WINDOWS; i++) {
            hours[i] = (i + 1) / 6.0;
        }
        Pictures.same(
                "feedback-regret.svg",
                new LineChart("Regret against the best fixed model for each task", "time (h)", "quality lost a request")
                        .line("without feedback, so far", hours, blind.soFar())
                        .line("with feedback, so far", hours, heard.soFar())
                        .line("with feedback, last ten minutes", hours, heard.windows())
                        .mark(2, "models change places")
                        .mark(4, "and again"));
    }

    private static ScoreRouter router() {
        Yaml yaml = Yaml.of("s: { weights: { quality: 1 }, explore: 8% }");
        Map<String, ScoreSettings> scores = ScoreSettings.all(
                yaml.node(),
                new dev.pointsman.routing.KnownNames(
                        Models.catalog(), List.of(), List.of("s"), List.of(), FEEDBACK.prior()));
        assertThat(yaml.problems()).isEmpty();
        return new ScoreRouter(scores);
    }

    private static Model[] models() {
        Model[] models = new Model[4];
        for (int i = 0; i < models.length; i++) {
            Deployment deployment = Models.deployment("p/m" + i, 1_000_000_000L, Map.of());
            models[i] =
                    new Model("m" + i, List.of(deployment), Balance.ORDER, 0, null, Map.of("default", 0.6), Map.of());
        }
        return models;
    }
}
