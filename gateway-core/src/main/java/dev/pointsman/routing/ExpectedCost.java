package dev.pointsman.routing;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Price;
import dev.pointsman.routing.facts.Conversation;

/**
 * The money one request is expected to cost at a deployment, in nano-dollars: the estimated prompt tokens, those among them that the provider
 * is expected to have cached at their own price, and the reply's predicted tokens. A reply is predicted at {@value #REPLY_TOKENS} tokens per choice, less where the client's own maximum is lower.
 */
public final class ExpectedCost {
    /** Tokens of a reply nothing is known of. */
    public static final int REPLY_TOKENS = 256;

    private ExpectedCost() {}

    /** -1 where the deployment's price is not known. */
    public static long nanos(Deployment deployment, RoutingContext context) {
        Price price = deployment.price();
        if (price == null) {
            return -1;
        }
        int prompt = context.signals().inputTokens();
        Conversation conversation = context.conversation();
        int cached = conversation == null ? 0 : Math.min(prompt, conversation.warmTokens(deployment.id()));
        return price.cost(new Usage(prompt - cached, cached, 0, replyTokens(context), 0));
    }

    private static long replyTokens(RoutingContext context) {
        Endpoint endpoint = context.request().endpoint();
        if (endpoint == Endpoint.EMBEDDINGS || endpoint == Endpoint.RERANK || endpoint == Endpoint.MODERATIONS) {
            return 0;
        }
        RequestFacts facts = context.request().facts();
        int each = facts.maxOutputTokens() < 0 ? REPLY_TOKENS : Math.min(facts.maxOutputTokens(), REPLY_TOKENS);
        return (long) each * Math.max(1, facts.choices());
    }
}
