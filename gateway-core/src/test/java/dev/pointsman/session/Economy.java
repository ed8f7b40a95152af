package dev.pointsman.session;

import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.PriceTable;
import dev.pointsman.catalog.ProviderTypes;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Asking;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.score.ScoreRouter;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.routing.session.SessionRouter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * A simulated month of conversations with three models at list prices whose providers cache prompts as theirs do: a prefix that was sent within the
 * last five minutes, from 1,024 tokens on in steps of 128, of which one in twenty is lost. Tasks change from turn to turn, so that a score without memory
 * wavers. Deterministic.
 */
final class Economy {
    private static final long SECOND = 1_000_000_000L;
    private static final long CACHE_LIFE = 300 * SECOND;
    private static final List<String> TASKS = List.of("code", "chat", "legal");
    private static final String MODELS = """
            small:  { at: openai/gpt-5-mini,         quality: { code: 0.62, chat: 0.84, legal: 0.60 } }
            middle: { at: openai/gpt-5.1,            quality: { code: 0.80, chat: 0.83, legal: 0.82 } }
            large:  { at: anthropic/claude-opus-5-5, quality: { code: 0.92, chat: 0.85, legal: 0.86 } }
            """;

    /** Conversations, and how they go. */
    record World(int conversations, int leastPrompt, int mostPrompt, long seed) {}

    /** What came of it. */
    record Result(double dollars, double quality, int turns, int moves, double cachedShare, double leastLead) {}

    /** A prompt as a provider's cache has it. */
    private record Kept(int tokens, long atNanos) {}

    private final Catalog catalog = catalog(MODELS);
    private final ScoreRouter score;
    private final World world;
    private long now;

    Economy(World world, String weights) {
        this.world = world;
        KnownNames names = new KnownNames(catalog, List.of("openai", "anthropic"), List.of("s"), List.of());
        this.score = new ScoreRouter(
                ScoreSettings.all(Yaml.of("{ s: { weights: " + weights + " } }").node(), names));
    }

    /** Models at the providers openai, anthropic (at their list prices) and p. */
    static Catalog catalog(String models) {
        Yaml yaml = Yaml.of(models);
        ProviderTypes types =
                new ProviderTypes(Map.of("openai", "openai", "anthropic", "anthropic", "p", ""), PriceTable.builtIn());
        Catalog catalog = Catalog.from(yaml.node(), types);
        if (!yaml.problems().isEmpty()) {
            throw new AssertionError(yaml.problems());
        }
        return catalog;
    }

    /** Without a section {@code session}. */
    Result forgetful() {
        return run(null, null);
    }

    Result remembering(String section) {
        SessionSettings settings = SessionSettings.from(Yaml.of(section).node());
        return run(
                Sessions.of(settings, catalog, null, () -> now, SharedSessions.NONE),
                new SessionRouter(settings.staying()));
    }

    private Result run(Sessions sessions, SessionRouter router) {
        SplittableRandom random = new SplittableRandom(world.seed);
        long costNanos = 0;
        double quality = 0;
        double cached = 0;
        double prompts = 0;
        double leastLead = 0;
        int turns = 0;
        int moves = 0;
        for (int c = 0; c < world.conversations; c++) {
            SplittableRandom its = random.split();
            Map<String, Kept> caches = new HashMap<>();
            int prompt = its.nextInt(world.leastPrompt, world.mostPrompt);
            String main = TASKS.get(its.nextInt(TASKS.size()));
            String before = null;
            int count = its.nextInt(3, 16);
            for (int turn = 0; turn < count; turn++) {
                now += its.nextLong(10, 400) * SECOND;
                prompt += its.nextInt(50, 800);
                String task = its.nextDouble() < 0.6 ? main : TASKS.get(its.nextInt(TASKS.size()));
                Asking asking = Asking.chat("x")
                        .header("x-session-id", "c" + c)
                        .tokens(prompt)
                        .task(task, 0.9);
                Sessions.Turn known =
                        sessions == null ? null : sessions.turn(asking.context().request(), "ci");
                RoutingContext context = asking.conversation(known == null ? null : known.going())
                        .context();
                RoutingDecision decision = decide(context, router);
                Candidate chosen = decision.candidates().get(0);
                leastLead = Math.min(leastLead, chosen.score() - best(decision));
                Model model = chosen.model();
                Deployment deployment = model.deployments().get(0);
                int hit = hit(caches.get(deployment.id()), prompt, its.nextDouble());
                caches.put(deployment.id(), new Kept(prompt, now));
                int reply = its.nextInt(100, 900);
                Usage usage = new Usage(prompt - hit, hit, 0, reply, 0);
                costNanos += Objects.requireNonNull(deployment.price()).cost(usage);
                if (known != null) {
                    sessions.answered(known, model.name(), deployment.id(), usage);
                }
                quality += model.quality(task);
                cached += hit;
                prompts += prompt;
                turns++;
                moves += before == null || before.equals(model.name()) ? 0 : 1;
                before = model.name();
                prompt += reply;
            }
        }
        return new Result(costNanos / 1e9, quality / turns, turns, moves, cached / prompts, leastLead);
    }

    private RoutingDecision decide(RoutingContext context, SessionRouter router) {
        RoutingDecision decision = score.apply(
                RoutingDecision.among(
                                catalog.models().stream().map(Candidate::of).toList())
                        .scoredBy("test", "s", "s"),
                context);
        return router == null ? decision : router.apply(decision, context);
    }

    private static double best(RoutingDecision decision) {
        return decision.candidates().stream()
                .mapToDouble(Candidate::score)
                .max()
                .orElseThrow();
    }

    private int hit(Kept kept, int prompt, double luck) {
        if (kept == null || now - kept.atNanos > CACHE_LIFE || luck < 0.05) {
            return 0;
        }
        int same = Math.min(kept.tokens, prompt);
        return same < 1024 ? 0 : same / 128 * 128;
    }
}
