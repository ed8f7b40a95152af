package dev.pointsman.flow.limits;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.quota.Demand;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.signal.PromptSignals;
import dev.pointsman.tokens.Tokenizer;

/**
 * The most that a request is expected to take.
 *
 * <p>Of a prompt: its exact tokens where a tokenizer counts them; else the estimate and {@value #ERROR_PERCENT} % of it, which is the greatest
 * error that docs/routing.md states, and a token for every three bytes of the body that are not text (tools, schemas, framing); where it has pictures,
 * sound or files, half a token for each byte, and {@value #LINKED} for each message, since what a link leads to is not known. Never more than the
 * model's window. All of it at the dearest price that a prompt
 * token may have.
 *
 * <p>Of a reply: the client's maximum for each choice, else what the window leaves, {@value #LONGEST_REPLY} tokens at most, which no model of today
 * exceeds.
 */
final class WorstCase {
    private static final int ERROR_PERCENT = 50;
    private static final int BYTES_PER_TOKEN = 3;
    private static final int LINKED = 4_000;
    private static final int LONGEST_REPLY = 128_000;

    private WorstCase() {}

    /** Tokens that a request is counted as before it is answered: the estimated prompt, and what is reserved for the reply. */
    static long tokens(ApiRequest request) {
        RequestFacts facts = request.facts();
        long prompt = new PromptSignals(request).inputTokens();
        if (!writes(request.endpoint())) {
            return prompt;
        }
        long choice = facts.maxOutputTokens() >= 0 ? facts.maxOutputTokens() : ExpectedCost.REPLY_TOKENS;
        return prompt + choice * Math.max(1, facts.choices());
    }

    /** Nano-dollars of a call; {@link Demand#UNKNOWN_COST} where the price is not known, or is not one of tokens. */
    static long costNanos(Model model, Deployment deployment, RoutingContext context) {
        Price price = deployment.price();
        if (context.request().endpoint() == Endpoint.COUNT_TOKENS) {
            return 0;
        }
        if (price == null || !paidByToken(context.request().endpoint())) {
            return Demand.UNKNOWN_COST;
        }
        long prompt = promptTokens(model, context);
        return dearest(price).cost(new Usage(prompt, 0, 0, replyTokens(model, prompt, context.request()), 0));
    }

    static long promptTokens(Model model, RoutingContext context) {
        long window = model.contextTokens() > 0 ? model.contextTokens() : Long.MAX_VALUE;
        Tokenizer tokenizer = model.tokens().tokenizer();
        long tokens = context.tokens(model);
        boolean exact =
                tokenizer != null && context.signals().readings().counted().containsKey(tokenizer);
        return Math.min(window, exact ? tokens : upperBound(tokens, context.request()));
    }

    private static long upperBound(long estimate, ApiRequest request) {
        RequestFacts facts = request.facts();
        long other = Math.max(0, request.bodyBytes() - facts.textBytes());
        boolean media = facts.images() || facts.audio() || facts.files();
        long more = media ? other / 2 + (long) LINKED * Math.max(1, facts.turns()) : other / BYTES_PER_TOKEN;
        return estimate + (estimate * ERROR_PERCENT + 99) / 100 + more;
    }

    private static long replyTokens(Model model, long prompt, ApiRequest request) {
        RequestFacts facts = request.facts();
        if (!writes(request.endpoint())) {
            return 0;
        }
        long left = model.contextTokens() > 0 ? Math.max(0, model.contextTokens() - prompt) : LONGEST_REPLY;
        long choice = facts.maxOutputTokens() >= 0 ? facts.maxOutputTokens() : Math.min(LONGEST_REPLY, left);
        return choice * Math.max(1, facts.choices());
    }

    /** Every token at the dearest price it may have: of its kinds, of the provider's tiers, of long prompts. */
    static Price dearest(Price price) {
        long prompt = promptNanos(price);
        long reply = replyNanos(price);
        for (Price tier : price.tiers().values()) {
            prompt = Math.max(prompt, promptNanos(tier));
            reply = Math.max(reply, replyNanos(tier));
        }
        Price.LongPrompt longer = price.longPrompt();
        Price flat = flat(prompt, reply);
        if (longer == null) {
            return flat;
        }
        Price beyond = dearest(longer.price());
        return flat.beyond(
                longer.overTokens(),
                flat(Math.max(prompt, beyond.inputNanos()), Math.max(reply, beyond.outputNanos())));
    }

    private static Price flat(long prompt, long reply) {
        return new Price(prompt, reply, prompt, prompt);
    }

    private static long promptNanos(Price price) {
        long text = Math.max(price.inputNanos(), Math.max(price.cachedNanos(), price.cacheWriteNanos()));
        Price.Dear dear = price.dear();
        return dear == null ? text : Math.max(text, Math.max(dear.audioInNanos(), dear.hourWriteNanos()));
    }

    private static long replyNanos(Price price) {
        Price.Dear dear = price.dear();
        long text = price.outputNanos();
        return dear == null ? text : Math.max(text, Math.max(dear.reasoningNanos(), dear.audioOutNanos()));
    }

    private static boolean writes(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COMPLETIONS -> true;
            default -> false;
        };
    }

    private static boolean paidByToken(Endpoint endpoint) {
        return switch (endpoint) {
            case EMBEDDINGS, RERANK, MODERATIONS -> true;
            default -> writes(endpoint);
        };
    }
}
