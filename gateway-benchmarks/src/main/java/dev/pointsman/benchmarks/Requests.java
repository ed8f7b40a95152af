package dev.pointsman.benchmarks;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.Figure;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.signal.PromptSignals;
import dev.pointsman.signal.TaskSource;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Chats of one user message each, as they come from a client. */
final class Requests {
    private static final Headers HEADERS = Headers.of(
            "content-type", "application/json", "user-agent", "OpenAI/Python 2.1.0", "x-region", "us", "x-user", "u-1");
    private static final Instant NOON_ON_WEDNESDAY = Instant.parse("2026-03-04T12:00:00Z");

    private Requests() {}

    /** The body of a chat with a prompt of about so many characters. */
    static byte[] body(int characters, long seed) {
        String text = Vocabulary.prompt(characters, seed).replace("\n", "\\n");
        return ("{\"model\":\"auto\",\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\""
                        + text
                        + "\"}],\"temperature\":0.2,\"max_tokens\":400,\"metadata\":{\"workload\":\"chat\"},\"user\":\"u-1\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    static ApiRequest parse(byte[] body) {
        return ApiRequest.parse(Endpoint.CHAT_COMPLETIONS, Endpoint.CHAT_COMPLETIONS.path(), HEADERS, body);
    }

    /** All that a decision about it may look at, nothing of it worked out yet. */
    static RoutingContext context(ApiRequest request, TaskSource tasks) {
        return new RoutingContext(
                request,
                request.facts().model(),
                new PromptSignals(request, tasks),
                NOON_ON_WEDNESDAY,
                0.42,
                "ci",
                "platform",
                name -> true,
                deployment -> false,
                deployment -> null,
                new LiveFigures(Requests::figure),
                null,
                null,
                KeyTraits.NONE);
    }

    private static double figure(Figure figure, String subject, @Nullable String task) {
        return figure == Figure.FIRST_TOKEN ? 200 + (subject.hashCode() & 255) : Double.NaN;
    }
}
