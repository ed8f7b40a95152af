package dev.pointsman.recorded;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Eligibility;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.KnownText;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.routing.facts.TextHits;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All that one decision looked at, without the prompt: enough to make the decision again.
 *
 * @param facts of the body; user and metadata only as far as the policy's rules look at them
 * @param headers in lower case, only those that are {@link Watched}
 * @param allowed models the key may use; null where all
 * @param at to the millisecond
 * @param blocked ids of deployments that must not have been called
 * @param lacks null where the request was like all others of its endpoint
 * @param live figures that were read
 * @param text words and patterns that were found; null where no rule looked
 * @param traits of the virtual key
 */
public record RecordedRequest(
        Endpoint endpoint,
        RequestFacts facts,
        Map<String, String> headers,
        int bodyBytes,
        String asked,
        String key,
        @Nullable String team,
        @Nullable Set<String> allowed,
        Instant at,
        double draw,
        SignalReadings signals,
        List<String> blocked,
        @Nullable Lacks lacks,
        List<LiveFigures.Reading> live,
        @Nullable Conversation conversation,
        @Nullable TextHits text,
        KeyTraits traits) {
    public RecordedRequest {
        headers = Map.copyOf(headers);
        allowed = allowed == null ? null : Set.copyOf(allowed);
        blocked = List.copyOf(blocked);
        live = List.copyOf(live);
    }

    /** The same request, to be changed. */
    public RequestDraft draft() {
        return new RequestDraft(this);
    }

    /** What the deciding policy looked at, as it will look at it again. */
    public RoutingContext context(Eligibility served) {
        return context(served, new RecordedSignals(signals), RecordedText.whole(text));
    }

    /**
     * What a decision looks at that is made of the record.
     *
     * @param served which deployments serve the endpoint
     */
    public RoutingContext context(Eligibility served, Signals told, KnownText known) {
        return new RoutingContext(
                ApiRequest.recorded(endpoint, facts, headers::get, bodyBytes),
                asked,
                told,
                at,
                draw,
                key,
                team,
                name -> allowed == null || allowed.contains(name),
                blocked::contains,
                lacks == null ? served : new RecordedEligibility(lacks, served),
                LiveFigures.recorded(live),
                conversation,
                known,
                traits);
    }

    private record RecordedEligibility(Lacks lacks, Eligibility served) implements Eligibility {
        @Override
        public @Nullable String lack(String id) {
            String recorded = lacks.byDeployment().get(id);
            if (recorded == null) {
                return served.lack(id);
            }
            return recorded.isEmpty() ? null : recorded;
        }

        @Override
        public Map<String, String> found() {
            return lacks.byDeployment();
        }

        @Override
        public @Nullable String param() {
            return lacks.field();
        }
    }
}
