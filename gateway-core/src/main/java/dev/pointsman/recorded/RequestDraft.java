package dev.pointsman.recorded;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.TextHits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A recorded request that is being read or changed: every part may be set, then {@link #request} gives it whole. Confined to one thread. */
public final class RequestDraft {
    public Endpoint endpoint;
    public String asked;
    public String key;
    public @Nullable String team;
    public @Nullable Set<String> allowed;
    public Instant at;
    public double draw;
    public int bodyBytes;
    public SignalReadings signals;
    public Set<String> blocked;
    public @Nullable Lacks lacks;
    public List<LiveFigures.Reading> live;
    public @Nullable Conversation conversation;
    public @Nullable TextHits text;
    public KeyTraits traits;
    public Map<String, String> headers;
    public Map<String, String> metadata;
    public @Nullable String user;
    public boolean stream;
    public boolean tools;
    public boolean parallelTools;
    public boolean schema;
    public boolean images;
    public boolean audio;
    public boolean files;
    public boolean logprobs;
    public int maxOutputTokens;
    public int choices;
    public int turns;
    public int textBytes;

    /** As that request is. */
    public RequestDraft(RecordedRequest from) {
        endpoint = from.endpoint();
        asked = from.asked();
        key = from.key();
        team = from.team();
        allowed = from.allowed() == null ? null : new HashSet<>(from.allowed());
        at = from.at();
        draw = from.draw();
        bodyBytes = from.bodyBytes();
        signals = from.signals();
        blocked = new HashSet<>(from.blocked());
        lacks = from.lacks();
        live = new ArrayList<>(from.live());
        conversation = from.conversation();
        text = from.text();
        traits = from.traits();
        headers = new HashMap<>(from.headers());
        RequestFacts facts = from.facts();
        metadata = new LinkedHashMap<>(facts.metadata());
        user = facts.user();
        stream = facts.stream();
        tools = facts.tools();
        parallelTools = facts.parallelTools();
        schema = facts.jsonSchema();
        images = facts.images();
        audio = facts.audio();
        files = facts.files();
        logprobs = facts.logprobs();
        maxOutputTokens = facts.maxOutputTokens();
        choices = facts.choices();
        turns = facts.turns();
        textBytes = facts.textBytes();
    }

    /** The facts of the body as they stand. */
    private RequestFacts facts() {
        return new RequestFacts(
                asked,
                stream,
                false,
                maxOutputTokens,
                choices,
                tools,
                parallelTools,
                schema,
                images,
                audio,
                files,
                logprobs,
                turns,
                textBytes,
                user,
                metadata);
    }

    /** The request as it stands. */
    public RecordedRequest request() {
        return new RecordedRequest(
                endpoint,
                facts(),
                headers,
                bodyBytes,
                asked,
                key,
                team,
                allowed,
                at,
                draw,
                signals,
                List.copyOf(blocked),
                lacks,
                live,
                conversation,
                text,
                traits);
    }
}
