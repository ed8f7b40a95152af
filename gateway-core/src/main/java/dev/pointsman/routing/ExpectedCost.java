package dev.pointsman.routing;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.Price;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Figure;

/**
 * The money one request is expected to cost at a deployment, in nano-dollars: the prompt tokens, estimated or counted, those that a warm prompt cache is
 * expected to have at its price for cached ones, and the reply's predicted tokens. A choice of a reply is predicted to be as long as the
 * model's replies to the task were of late ({@value #REPLY_TOKENS} tokens where nothing is known), less where the client's own maximum is lower.
 */
public final class ExpectedCost {
    /** Tokens of a reply nothing is known of. */
    public static final int REPLY_TOKENS = 256;

    private ExpectedCost() {}

    /** -1 where the deployment's price is not known. */
    public static long nanos(Model model, Deployment deployment, RoutingContext context) {
        Price price = deployment.price();
        if (price == null) {
            return -1;
        }
        int prompt = context.tokens(model);
        Conversation conversation = context.conversation();
        int warm = conversation == null ? 0 : Math.min(prompt, conversation.warmTokens(deployment.id()));
        long reply = replies(context.request().endpoint())
                ? (long) choiceTokens(model, context)
                        * Math.max(1, context.request().facts().choices())
                : 0;
        return price.cost(prompt - warm, warm, 0, reply);
    }

    /** Tokens that one choice of the reply is expected to have. */
    public static int choiceTokens(Model model, RoutingContext context) {
        RequestFacts facts = context.request().facts();
        double known = context.live().of(Figure.REPLY_TOKENS, model.name(), context.task());
        int expected = Double.isNaN(known) ? REPLY_TOKENS : (int) Math.ceil(Math.min(known, Integer.MAX_VALUE));
        return facts.maxOutputTokens() < 0 ? expected : Math.min(facts.maxOutputTokens(), expected);
    }

    private static boolean replies(Endpoint endpoint) {
        return endpoint != Endpoint.EMBEDDINGS && endpoint != Endpoint.RERANK && endpoint != Endpoint.MODERATIONS;
    }
}
