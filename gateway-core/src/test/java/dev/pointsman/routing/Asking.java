package dev.pointsman.routing;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.KnownText;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.LiveSource;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.tokens.Tokenizer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A request to be routed, built up in a test: a chat with one user message unless more is said. */
public final class Asking {
    private final ObjectNode body = JsonNodeFactory.instance.objectNode();
    private final List<String> headers = new ArrayList<>();
    private final Map<List<Object>, Double> figures = new HashMap<>();
    private LiveSource live =
            (figure, subject, of) -> figures.getOrDefault(Arrays.asList(figure, subject, of), Double.NaN);
    private String asked = "auto";
    private Endpoint endpoint = Endpoint.CHAT_COMPLETIONS;
    private Instant at = Instant.parse("2026-03-04T12:00:00Z");
    private double draw = 0.5;
    private String key = "ci";
    private String team;
    private Set<String> allowed;
    private Set<String> blocked = Set.of();
    private Set<String> unserved = Set.of();
    private int tokens = -1;
    private int counted = -1;
    private String language;
    private double code;
    private TaskGuess task;
    private double difficulty = Double.NaN;
    private Conversation conversation;
    private KnownText known;

    public static Asking chat(String text) {
        Asking asking = new Asking();
        asking.body.put("model", "auto");
        asking.message("user", text);
        return asking;
    }

    public static Asking embeddings(String text) {
        Asking asking = new Asking();
        asking.endpoint = Endpoint.EMBEDDINGS;
        asking.body.put("model", "auto").put("input", text);
        return asking;
    }

    public static Asking rerank(String query) {
        Asking asking = new Asking();
        asking.endpoint = Endpoint.RERANK;
        asking.body.put("model", "auto").put("query", query);
        return asking.with("documents", "[\"x\"]");
    }

    public Asking message(String role, String text) {
        body.withArray("messages").addObject().put("role", role).put("content", text);
        return this;
    }

    /** Sets a field of the body to a value written as JSON. */
    public Asking with(String field, String json) {
        body.set(field, tools.jackson.databind.json.JsonMapper.shared().readTree(json));
        return this;
    }

    public Asking header(String name, String value) {
        headers.add(name);
        headers.add(value);
        return this;
    }

    public Asking model(String name) {
        asked = name;
        return this;
    }

    public Asking at(String instant) {
        at = Instant.parse(instant);
        return this;
    }

    public Asking draw(double number) {
        draw = number;
        return this;
    }

    public Asking key(String name, String ofTeam) {
        key = name;
        team = ofTeam;
        return this;
    }

    public Asking allowed(String... names) {
        allowed = Set.of(names);
        return this;
    }

    public Asking blocked(String... deployments) {
        blocked = Set.of(deployments);
        return this;
    }

    public Asking unserved(String... deployments) {
        unserved = Set.of(deployments);
        return this;
    }

    public Asking firstToken(String deployment, double millis) {
        return figure(Figure.FIRST_TOKEN, deployment, millis);
    }

    public Asking figure(Figure figure, String subject, double value) {
        return figure(figure, subject, null, value);
    }

    public Asking figure(Figure figure, String subject, String ofTask, double value) {
        figures.put(Arrays.asList(figure, subject, ofTask), value);
        return this;
    }

    /** Figures are read from elsewhere. */
    public Asking live(LiveSource source) {
        live = source;
        return this;
    }

    public Asking task(String label, double confidence) {
        task = new TaskGuess(label, confidence);
        return this;
    }

    public Asking difficulty(double share) {
        difficulty = share;
        return this;
    }

    public Asking conversation(Conversation remembered) {
        conversation = remembered;
        return this;
    }

    /** The texts are gone, and a record tells what stood in them. */
    public Asking known(KnownText text) {
        known = text;
        return this;
    }

    public Asking tokens(int count) {
        tokens = count;
        return this;
    }

    /** What every tokenizer makes of it; the estimate where nothing is said. */
    public Asking counted(int count) {
        counted = count;
        return this;
    }

    public Asking language(String iso) {
        language = iso;
        return this;
    }

    public Asking code(double share) {
        code = share;
        return this;
    }

    public RoutingContext context() {
        ApiRequest request = ApiRequest.parse(
                endpoint,
                endpoint.path(),
                Headers.of(headers.toArray(String[]::new)),
                body.toString().getBytes(StandardCharsets.UTF_8));
        return new RoutingContext(
                request,
                asked,
                new GivenSignals(
                        tokens < 0 ? request.facts().textBytes() / 4 : tokens,
                        counted,
                        language,
                        code,
                        task,
                        difficulty),
                at,
                draw,
                key,
                team,
                name -> allowed == null || allowed.contains(name),
                blocked::contains,
                id -> unserved.contains(id) ? "does not serve " + endpoint.path() : null,
                new LiveFigures(live),
                conversation,
                known,
                KeyTraits.NONE);
    }

    private record GivenSignals(
            int inputTokens, int counted, String language, double code, TaskGuess task, double difficulty)
            implements Signals {
        @Override
        public int tokens(Tokenizer tokenizer) {
            return counted < 0 ? inputTokens : counted;
        }
    }
}
