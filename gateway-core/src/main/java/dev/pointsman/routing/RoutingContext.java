package dev.pointsman.routing;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.catalog.Model;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Eligibility;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.KnownText;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.tokens.Tokenizer;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that one decision may look at; a value, so that the decision can be replayed.
 *
 * @param asked the name the client asked for; "" is taken as {@code auto}
 * @param at wall-clock time of the request, read once
 * @param draw one random number in [0, 1): the only source of chance
 * @param key name of the virtual key
 * @param allowed names (of models, or {@code provider/model}) the key may use
 * @param blocked ids of deployments that must not be called now (open breaker, cooling down)
 * @param eligible which deployments can take the request at all
 * @param live figures of what goes on now, each read once
 * @param conversation what is remembered of the conversation; null where it is new or none is remembered
 * @param known what a record knows of the texts, where the decision is made again without them; null where they are there
 * @param traits what the virtual key brings beside its name and team
 */
public record RoutingContext(
        ApiRequest request,
        String asked,
        Signals signals,
        Instant at,
        double draw,
        String key,
        @Nullable String team,
        Predicate<String> allowed,
        Predicate<String> blocked,
        Eligibility eligible,
        LiveFigures live,
        @Nullable Conversation conversation,
        @Nullable KnownText known,
        KeyTraits traits) {
    /** Label of the task; null where it is not told. */
    public @Nullable String task() {
        TaskGuess guess = signals.task();
        return guess == null ? null : guess.label();
    }

    /**
     * Prompt tokens, as they are for a model: counted by its tokenizer where the policy asks for that and the prompt is short and nothing but text
     * (how a provider writes tools, schemas and pictures into a prompt is not known), else estimated.
     */
    public int tokens(Model model) {
        Tokenizer tokenizer = model.tokens().tokenizer();
        return tokenizer == null || !countable(model.tokens().underBytes())
                ? signals.inputTokens()
                : signals.tokens(tokenizer);
    }

    private boolean countable(int underBytes) {
        RequestFacts facts = request.facts();
        boolean text = switch (request.endpoint()) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COMPLETIONS, EMBEDDINGS -> true;
            default -> false;
        };
        return text
                && facts.textBytes() <= underBytes
                && !(facts.tools() || facts.jsonSchema() || facts.images() || facts.audio() || facts.files());
    }

    /** The same request, as if nothing were remembered of its conversation. */
    public RoutingContext afresh() {
        return new RoutingContext(
                request, asked, signals, at, draw, key, team, allowed, blocked, eligible, live, null, known, traits);
    }

    /** The same request at a moment when it is told as another task, or is otherwise looked at through other signals. */
    public RoutingContext with(Signals others) {
        return new RoutingContext(
                request,
                asked,
                others,
                at,
                draw,
                key,
                team,
                allowed,
                blocked,
                eligible,
                live,
                conversation,
                known,
                traits);
    }
}
