package dev.pointsman.transcript;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Headers;
import dev.pointsman.routing.RoutingContext;
import java.util.Locale;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps the texts of requests as a policy says. Immutable; shared by all loops. */
public final class Transcripts {
    /** Where a client forbids it for one request, by any value but {@code false}; {@code cache-control: no-store} says the same. */
    public static final String FORBIDS = "x-gateway-no-store";

    private final TranscriptSettings settings;
    private final Executor worker;

    private Transcripts(TranscriptSettings settings, Executor worker) {
        this.settings = settings;
        this.worker = worker;
    }

    /**
     * Null where the policy keeps no text.
     *
     * @param worker where patterns of the policy's own are searched for
     */
    public static @Nullable Transcripts of(@Nullable TranscriptSettings settings, Executor worker) {
        return settings == null ? null : new Transcripts(settings, worker);
    }

    /**
     * Begins with a request; null where its client forbids it.
     *
     * @param decided what the request's decision was made of; null where it has come to none, and then no text of it is kept. Asked on the loop
     */
    public @Nullable Transcript begin(
            ApiRequest request, ScheduledExecutorService loop, Supplier<@Nullable RoutingContext> decided) {
        return forbidden(request.headers()) ? null : new Transcript(settings, worker, request, loop, decided);
    }

    private static boolean forbidden(Headers headers) {
        String forbids = headers.first(FORBIDS);
        if (forbids != null && !forbids.equalsIgnoreCase("false")) {
            return true;
        }
        String control = headers.first("cache-control");
        return control != null && control.toLowerCase(Locale.ROOT).contains("no-store");
    }
}
