package dev.pointsman.flow;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.config.NearestWord;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.performance.Performance;
import dev.pointsman.performance.RecentDecisions.Answered;
import dev.pointsman.performance.RecentDecisions.Rating;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes {@code POST /v1/feedback}: what a client thinks of an answer moves the quality of the model that gave it. Only the key that asked may
 * rate; a second rating of the same answer takes the place of the first.
 */
public final class FeedbackDesk {
    private static final int MOST_ID_CHARACTERS = 200;

    private final Performance performance;
    private final FeedbackListener listener;
    private final LongSupplier nanoTime;

    /** @param nanoTime monotonic clock, the one of {@code performance} */
    public FeedbackDesk(Performance performance, FeedbackListener listener, LongSupplier nanoTime) {
        this.performance = performance;
        this.listener = listener;
        this.nanoTime = nanoTime;
    }

    /**
     * Counts it, and tells what it moved, as JSON.
     *
     * @throws GatewayException {@code INVALID_REQUEST} naming the field, {@code NOT_FOUND} for a decision that is not known (any more)
     */
    byte[] answer(Exchange exchange) {
        return answer(exchange.request(), exchange.principal(), "client", exchange::rated);
    }

    /**
     * The same for whoever rates in the place of that key.
     *
     * @param by who rates, as the ledger has it
     * @param kept hears of the rating once it counts
     */
    public byte[] answer(ApiRequest request, Principal principal, String by, Consumer<DecisionRecord.Rated> kept) {
        String id = text(request, "decision");
        if (id == null) {
            throw invalid("decision", "missing_required_parameter", "Missing required parameter: 'decision'.");
        }
        double score = score(request);
        String named = task(request);
        Answered answered =
                id.length() > MOST_ID_CHARACTERS ? null : performance.recent().find(id, principal.key());
        if (answered == null) {
            throw new GatewayException(
                            ErrorKind.NOT_FOUND,
                            "no answer of that decision can be rated: the id must be an x-gateway-decision of this"
                                    + " key, one of the newest 16,384 and at most 24 hours old")
                    .withCode("decision_not_found")
                    .withParam("decision");
        }
        String task = named == null ? answered.task() : named;
        String other = comparedWith(request, answered.model());
        long now = nanoTime.getAsLong();
        boolean again = performance.rated(
                answered,
                other == null
                        ? new Rating(score, task, now)
                        : performance.comparison(answered, task, other, score, now));
        DecisionRecord.Rated rated = new DecisionRecord.Rated(id, answered.model(), task, score, by, other);
        kept.accept(rated);
        if (other == null) {
            listener.rated(id, answered.model(), score);
        }
        return receipt(answered, rated, again);
    }

    private byte[] receipt(Answered answered, DecisionRecord.Rated rated, boolean again) {
        String task = rated.task();
        ObjectNode receipt = JsonNodeFactory.instance.objectNode();
        receipt.put("object", "feedback");
        receipt.put("decision", rated.decision());
        receipt.put("model", answered.model());
        receipt.put("deployment", answered.deployment());
        receipt.put("task", task);
        receipt.put("score", rated.score());
        if (rated.comparedWith() != null) {
            receipt.put("compared_with", rated.comparedWith());
        }
        receipt.put("replaced", again);
        receipt.put("mean", performance.models().feedback(answered.model(), task));
        receipt.put("weight", performance.models().feedbackWeight(answered.model(), task));
        return JsonText.ascii(receipt.toString());
    }

    private static double score(ApiRequest request) {
        boolean scored = present(request, "score");
        if (scored == present(request, "thumbs")) {
            throw invalid(
                    "score", "invalid_value", "Expected either 'score' from 0 to 1, or 'thumbs': 'up' or 'down'.");
        }
        if (!scored) {
            return thumbs(request);
        }
        double score = number(raw(request, "score"));
        if (!(score >= 0 && score <= 1)) {
            throw invalid("score", "invalid_value", "Invalid 'score': expected a number from 0 to 1.");
        }
        return score;
    }

    private static double thumbs(ApiRequest request) {
        String word = String.valueOf(text(request, "thumbs")).toLowerCase(Locale.ROOT);
        if (!word.equals("up") && !word.equals("down")) {
            throw invalid("thumbs", "invalid_value", "Invalid 'thumbs': expected 'up' or 'down'.");
        }
        return word.equals("up") ? 1 : 0;
    }

    private @Nullable String task(ApiRequest request) {
        String task = text(request, "task");
        if (task != null && !performance.models().tasks().contains(task)) {
            throw invalid(
                    "task",
                    "invalid_value",
                    "Invalid 'task': the policy has no such task"
                            + NearestWord.hint(task, performance.models().tasks()) + ".");
        }
        return task;
    }

    /** The model whose answer is worse or better; null where the answer is rated by itself. */
    private @Nullable String comparedWith(ApiRequest request, String answering) {
        String other = text(request, "compared_with");
        if (other != null && !performance.models().models().contains(other)) {
            throw invalid(
                    "compared_with",
                    "invalid_value",
                    "Invalid 'compared_with': the policy has no such model"
                            + NearestWord.hint(other, performance.models().models()) + ".");
        }
        if (answering.equals(other)) {
            throw invalid(
                    "compared_with",
                    "invalid_value",
                    "Invalid 'compared_with': expected another model than the one that answered, " + answering + ".");
        }
        return other;
    }

    /** Null where the field is missing, or null. */
    private static @Nullable String text(ApiRequest request, String field) {
        if (!present(request, field)) {
            return null;
        }
        byte[] raw = raw(request, field);
        if (raw[0] != '"') {
            throw invalid(field, "invalid_type", "Invalid type for '" + field + "': expected a string.");
        }
        return JsonText.unescape(raw, 1, raw.length - 1);
    }

    private static boolean present(ApiRequest request, String field) {
        return request.fields().has(field) && raw(request, field)[0] != 'n';
    }

    private static byte[] raw(ApiRequest request, String field) {
        JsonFields fields = request.fields();
        int at = fields.indexOf(field);
        return Arrays.copyOfRange(request.body(), fields.start(at), fields.end(at));
    }

    /** NaN where it is no number. */
    private static double number(byte[] raw) {
        boolean number = raw[0] == '-' || (raw[0] >= '0' && raw[0] <= '9');
        return number ? Double.parseDouble(JsonText.ascii(raw)) : Double.NaN;
    }

    private static GatewayException invalid(String field, String code, String message) {
        return new GatewayException(ErrorKind.INVALID_REQUEST, message)
                .withCode(code)
                .withParam(field);
    }
}
