package dev.pointsman.explain;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.RecordLine;
import dev.pointsman.policy.Policy;
import dev.pointsman.recorded.Captured;
import dev.pointsman.recorded.RecordReader;
import dev.pointsman.recorded.RecordedDecision;
import dev.pointsman.recorded.Watched;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.BlockedNow;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.LiveSource;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.signal.PromptSignals;
import dev.pointsman.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A random request as the gateway would meet it, decided by the real routers and recorded as the ledger does. */
final class RecordedCase {
    private static final List<String> TEXTS = List.of(
            "hi there, I want a refund of 123 euros",
            "Guten Tag, ich habe eine Frage zu meinem Vertrag und dem Recht der Rückgabe, law 42",
            "public static void main(String[] args) { int x = 1; }\nstack trace please",
            "hello",
            "Je voudrais une réponse à ma question sur la loi, s'il vous plaît");

    private final Random random;
    private final Map<String, Double> figures = new HashMap<>();

    RecordedCase(Random random) {
        this.random = random;
    }

    /** The line that the ledger keeps of it. */
    String line(Policy policy) {
        Principal who = chance(0.8) ? new Principal("k", chance(0.5) ? "red" : "blue", null, traits()) : limited();
        RoutingContext context = context(policy, who);
        RoutingDecision decision = null;
        GatewayException refusal = null;
        try {
            decision = policy.routerChain().route(context);
        } catch (GatewayException refused) {
            refusal = refused;
        }
        Captured captured = new Captured(
                Watched.of(policy.rules().sources()),
                who,
                context,
                decision,
                refusal,
                decision == null ? List.of() : decision.candidates().get(0).deployments());
        return RecordLine.of(record(context, policy, decision, captured));
    }

    static RecordedDecision read(String line) {
        RecordedDecision record = RecordReader.read(new JsonMapper().readTree(line));
        if (record == null) {
            throw new AssertionError("no decision in " + line);
        }
        return record;
    }

    private DecisionRecord record(
            RoutingContext context, Policy policy, @Nullable RoutingDecision decision, Captured captured) {
        List<DecisionRecord.Choice> choices = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        if (decision != null) {
            decision.candidates()
                    .forEach(each ->
                            choices.add(new DecisionRecord.Choice(each.model().name(), each.score())));
            decision.reasons().forEach(reason -> reasons.add(reason.toString()));
        }
        return new DecisionRecord(
                "req_" + random.nextInt(1_000_000),
                context.at().toEpochMilli(),
                policy.digest().substring(0, 12),
                new DecisionRecord.Route(
                        context.request().endpoint().word(),
                        context.request().facts().stream(),
                        context.key(),
                        context.team(),
                        context.asked(),
                        decision == null ? null : decision.rule(),
                        context.draw(),
                        choices,
                        reasons),
                List.of(),
                Usage.NONE,
                new DecisionRecord.Outcome(decision == null ? 400 : 200, "complete", null, null, null, -1, List.of()),
                new DecisionRecord.Timing(1, 2, 3, 4),
                captured);
    }

    private RoutingContext context(Policy policy, Principal who) {
        ApiRequest request = request();
        Set<String> down = Set.of("a/m" + random.nextInt(5) + "-0", "b/m" + random.nextInt(5) + "-1");
        LiveSource live = (figure, subject, task) -> figures.computeIfAbsent(
                figure + subject + task, any -> chance(0.3) ? Double.NaN : random.nextDouble() * 4000);
        return new RoutingContext(
                request,
                request.facts().model(),
                new Told(new PromptSignals(request), chance(0.5) ? new TaskGuess("code", 0.8) : null, difficulty()),
                Instant.ofEpochMilli(1_790_000_000_000L + random.nextInt(1_000_000_000)),
                random.nextDouble(),
                who.key(),
                who.team(),
                who::mayUse,
                new BlockedNow(down::contains),
                policy.serving().of(request),
                new LiveFigures(live),
                chance(0.3)
                        ? new Conversation("c1", "m1", List.of(new Conversation.Warm("a/m1-0", 900)), chance(0.5))
                        : null,
                null,
                who.traits());
    }

    private KeyTraits traits() {
        return new KeyTraits(chance(0.5) ? Set.of("beta", "batch") : Set.of(), chance(0.5));
    }

    private double difficulty() {
        return chance(0.3) ? Double.NaN : random.nextDouble();
    }

    private Principal limited() {
        return new Principal("few", null, Set.of("m0", "m2", "auto"));
    }

    private ApiRequest request() {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        body.put(
                "model",
                chance(0.7)
                        ? "auto"
                        : List.of("m0", "a/m1-0", "auto:bold", "none", "auto:cheap")
                                .get(random.nextInt(5)));
        if (chance(0.4)) {
            body.withArray("messages").addObject().put("role", "system").put("content", "law and refund 777");
        }
        String text = TEXTS.get(random.nextInt(TEXTS.size()));
        body.withArray("messages").addObject().put("role", "user").put("content", text.repeat(1 + random.nextInt(80)));
        if (chance(0.3)) {
            body.putArray("tools")
                    .addObject()
                    .put("type", "function")
                    .putObject("function")
                    .put("name", "f");
        }
        if (chance(0.3)) {
            body.put("user", "u" + random.nextInt(4));
        }
        if (chance(0.3)) {
            body.putObject("metadata").put("plan", chance(0.5) ? "pro" : "free").put("secret", "hush");
        }
        body.put("stream", chance(0.5));
        List<String> headers = new ArrayList<>(List.of("authorization", "Bearer hush"));
        header(headers, 0.3, "x-tier", chance(0.5) ? "gold" : "silver");
        header(headers, 0.1, "x-gateway-only", "a");
        header(headers, 0.1, "x-gateway-max-cost", "0.01");
        header(headers, 0.1, "x-gateway-strict", "true");
        return ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS,
                "/v1/chat/completions",
                Headers.of(headers.toArray(String[]::new)),
                body.toString().getBytes(StandardCharsets.UTF_8));
    }

    private void header(List<String> headers, double share, String name, String value) {
        if (chance(share)) {
            headers.add(name);
            headers.add(value);
        }
    }

    private boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /** The prompt's signals and a classifier's, each remembered once it was read. */
    private static final class Told implements Signals {
        private final Signals prompt;
        private final @Nullable TaskGuess task;
        private final double difficulty;
        private boolean taskRead;
        private boolean difficultyRead;

        Told(Signals prompt, @Nullable TaskGuess task, double difficulty) {
            this.prompt = prompt;
            this.task = task;
            this.difficulty = difficulty;
        }

        @Override
        public int inputTokens() {
            return prompt.inputTokens();
        }

        @Override
        public int tokens(Tokenizer tokenizer) {
            return prompt.tokens(tokenizer);
        }

        @Override
        public @Nullable String language() {
            return prompt.language();
        }

        @Override
        public double code() {
            return prompt.code();
        }

        @Override
        public @Nullable TaskGuess task() {
            taskRead = true;
            return task;
        }

        @Override
        public @Nullable String taskRemark() {
            return !taskRead ? null : task == null ? "abstained" : task.label();
        }

        @Override
        public double difficulty() {
            difficultyRead = true;
            return difficulty;
        }

        @Override
        public SignalReadings readings() {
            SignalReadings read = prompt.readings();
            return new SignalReadings(
                    read.inputTokens(),
                    read.languageRead(),
                    read.language(),
                    read.code(),
                    taskRead,
                    taskRead ? task : null,
                    taskRemark(),
                    difficultyRead,
                    difficultyRead ? difficulty : Double.NaN,
                    read.counted());
        }
    }
}
