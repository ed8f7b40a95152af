package dev.pointsman.session;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Conversation.Warm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The conversations of one policy: tells which one a request goes on with, and remembers who answered. What is remembered outlives the
 * policy. Called on all loops; never blocks.
 */
public final class Sessions {
    /** Prompts shorter than that are cached by hardly any provider: OpenAI, Anthropic's and Google's larger models (their guides, 2026-08). */
    public static final int LEAST_CACHED_TOKENS = 1024;

    /**
     * One request of a conversation.
     *
     * @param going what is remembered of the conversation; null where it is new
     */
    public record Turn(SessionId id, @Nullable Conversation going) {}

    private final SessionSettings settings;
    private final ConversationTable table;
    private final CachedShares shares;
    private final LongSupplier nanoTime;
    private final SharedSessions shared;
    private final long keepNanos;
    private final long warmNanos;

    private Sessions(
            SessionSettings settings,
            ConversationTable table,
            CachedShares shares,
            LongSupplier nanoTime,
            SharedSessions shared) {
        this.settings = settings;
        this.table = table;
        this.shares = shares;
        this.nanoTime = nanoTime;
        this.shared = settings.asks() == null ? SharedSessions.NONE : shared;
        this.keepNanos = settings.keep().toNanos();
        this.warmNanos = settings.warm().toNanos();
    }

    /**
     * Of a policy that takes over the memory of {@code previous}; its clock must be the same one.
     *
     * @param shared what other gateways remember
     */
    public static Sessions of(
            SessionSettings settings,
            Catalog catalog,
            @Nullable Sessions previous,
            LongSupplier nanoTime,
            SharedSessions shared) {
        return new Sessions(
                settings,
                previous == null ? new ConversationTable() : previous.table,
                new CachedShares(catalog, previous == null ? null : previous.shares),
                nanoTime,
                shared);
    }

    /**
     * The conversation of a request; null where nothing tells one, or the endpoint has none.
     *
     * @param key name of the virtual key: keys never share a conversation
     */
    public @Nullable Turn turn(ApiRequest request, String key) {
        boolean converses = switch (request.endpoint()) {
            case CHAT_COMPLETIONS, COMPLETIONS, RESPONSES, MESSAGES -> true;
            default -> false;
        };
        SessionId id = converses ? id(request, key) : null;
        if (id == null) {
            return null;
        }
        long now = nanoTime.getAsLong();
        Remembered remembered = table.find(id, now, keepNanos);
        return new Turn(id, remembered == null ? null : conversation(remembered, request, now));
    }

    /** Whether others are to be asked of a conversation: this gateway does not remember it, and they may. */
    public boolean unknown(Turn turn) {
        return turn.going == null && shared != SharedSessions.NONE;
    }

    /**
     * Asks whether others remember a conversation; what they do is remembered here, too.
     *
     * @param then called once, on the loop, at once or later
     */
    public void ask(Turn turn, ApiRequest request, ScheduledExecutorService loop, Consumer<Turn> then) {
        Duration within = settings.asks();
        if (within == null) {
            then.accept(turn);
            return;
        }
        shared.find(turn.id.name(), within, loop, new SharedSessions.Finding() {
            @Override
            public void found(byte[] bytes, long ageNanos) {
                long now = nanoTime.getAsLong();
                Remembered remembered =
                        ageNanos > keepNanos ? null : RememberedBytes.read(turn.id, bytes, now - ageNanos);
                if (remembered == null) {
                    then.accept(turn);
                } else {
                    table.put(remembered);
                    then.accept(new Turn(turn.id, conversation(remembered, request, now)));
                }
            }

            @Override
            public void nothing() {
                then.accept(turn);
            }
        });
    }

    /** A reply to that request is whole. */
    public void answered(Turn turn, String model, String deployment, Usage usage) {
        long now = nanoTime.getAsLong();
        int prompt = (int) Math.min(usage.prompt(), Integer.MAX_VALUE);
        Remembered before = table.find(turn.id(), now, keepNanos);
        if (before != null) {
            int seen = Math.min(before.promptTokens(deployment, now, warmNanos), prompt);
            if (seen >= LEAST_CACHED_TOKENS) {
                shares.report(deployment, seen, usage.cachedRead());
            }
        }
        keep(Remembered.after(before, turn.id(), model, new Remembered.Place(deployment, prompt, now)));
    }

    /** The same where the reply was not made anew: the conversation stays with that model, and no provider has seen its prompt. */
    public void replayed(Turn turn, String model) {
        long now = nanoTime.getAsLong();
        keep(Remembered.replayed(table.find(turn.id(), now, keepNanos), turn.id(), model, now));
    }

    private void keep(Remembered latest) {
        table.put(latest);
        if (shared != SharedSessions.NONE) {
            shared.put(latest.id().name(), RememberedBytes.of(latest), settings.keep());
        }
    }

    private @Nullable SessionId id(ApiRequest request, String key) {
        List<SessionSource> by = settings.by();
        for (int i = 0; i < by.size(); i++) {
            SessionSource source = by.get(i);
            String text = switch (source.kind()) {
                case HEADER -> request.headers().first(source.name());
                case METADATA -> request.facts().metadata().get(source.name());
                case USER -> request.facts().user();
                case PROMPT_CACHE_KEY, CONVERSATION -> null;
            };
            Fingerprint hash = null;
            if (text != null && !text.isEmpty()) {
                hash = new Fingerprint().add(text);
            } else if (source.kind() == SessionSource.Kind.PROMPT_CACHE_KEY) {
                hash = promptCacheKey(request);
            } else if (source.kind() == SessionSource.Kind.CONVERSATION) {
                Fingerprint opening = new Fingerprint();
                hash = Opening.add(request, opening) ? opening : null;
            }
            if (hash != null) {
                // so that a header "a" and a user "a" are two conversations
                return hash.add(source.kind().name()).add(source.name()).id(key);
            }
        }
        return null;
    }

    private static @Nullable Fingerprint promptCacheKey(ApiRequest request) {
        JsonFields fields = request.fields();
        int field = fields.indexOf("prompt_cache_key");
        boolean given =
                field >= 0 && request.body()[fields.start(field)] == '"' && fields.end(field) - fields.start(field) > 2;
        return given ? new Fingerprint().add(request.body(), fields.start(field), fields.end(field)) : null;
    }

    private Conversation conversation(Remembered remembered, ApiRequest request, long now) {
        List<Warm> warm = new ArrayList<>(remembered.places().size());
        for (int i = 0; i < remembered.places().size(); i++) {
            Remembered.Place place = remembered.places().get(i);
            if (place.promptTokens() >= LEAST_CACHED_TOKENS && now - place.atNanos() <= warmNanos) {
                int cached = (int) Math.round(place.promptTokens() * shares.of(place.deployment()));
                warm.add(new Warm(place.deployment(), cached < LEAST_CACHED_TOKENS ? 0 : cached));
            }
        }
        boolean amidTools = request.facts().tools() && Opening.endsWithToolResult(request);
        return new Conversation(remembered.text(), remembered.model(), warm, amidTools);
    }
}
