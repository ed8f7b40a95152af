package dev.pointsman.provider.chat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider's words for why an answer ended, each with OpenAI's. A word it does not know is {@link Finish#UNKNOWN}, and logged the first
 * time; the raw word goes to the decision record in any case. Shared by all loops: the set of logged words is the only state, safe for it.
 */
public final class FinishReasons {
    private static final Logger LOG = LoggerFactory.getLogger(FinishReasons.class);
    private static final int MAX_LOGGED = 32;
    private static final int MAX_CHARS = 64;

    private final String provider;
    private final Map<String, Finish> known;
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    /** {@code provider} is its type, for the log. */
    public FinishReasons(String provider, Map<String, Finish> known) {
        this.provider = provider;
        this.known = Map.copyOf(known);
    }

    public Finish of(String raw) {
        Finish finish = known.get(raw);
        if (finish != null) {
            return finish;
        }
        if (logged.size() < MAX_LOGGED && raw.length() <= MAX_CHARS && logged.add(raw)) {
            LOG.warn("provider type {} ended an answer with an unknown reason \"{}\"; taken for stop", provider, raw);
        }
        return Finish.UNKNOWN;
    }
}
