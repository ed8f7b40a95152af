package dev.pointsman.flow;

import org.jspecify.annotations.Nullable;

/** What the gateway answers by itself, without a provider: the list of models, and the receipt of feedback. Immutable; made once for a policy. */
public final class OwnAnswers {
    private final ModelList models;
    private final FeedbackDesk feedback;

    public OwnAnswers(ModelList models, FeedbackDesk feedback) {
        this.models = models;
        this.feedback = feedback;
    }

    /** A whole body of JSON; null where the request is for a provider. */
    byte @Nullable [] to(Exchange exchange) {
        return switch (exchange.request().endpoint()) {
            case MODELS -> models.answer(exchange.request(), exchange.principal());
            case FEEDBACK -> feedback.answer(exchange);
            default -> null;
        };
    }
}
