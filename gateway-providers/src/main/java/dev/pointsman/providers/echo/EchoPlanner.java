package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.providers.echo.EchoPlan.Ending;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Decides, from a request and its script, what is written when. */
final class EchoPlanner {
    private static final Headers JSON = Headers.of("content-type", "application/json");
    private static final Headers EVENTS = Headers.of("content-type", "text/event-stream; charset=utf-8");

    private final EchoSettings settings;

    EchoPlanner(EchoSettings settings) {
        this.settings = settings;
    }

    EchoPlan plan(ApiRequest request) {
        if (request.endpoint() == Endpoint.MODELS) {
            return whole(
                    EchoScript.PLAIN,
                    200,
                    JSON,
                    EchoLists.models(settings.models().keySet()));
        }
        String model = request.facts().model();
        String prompt = request.prompt().lastUser();
        EchoDirectives directives = EchoDirectives.of(prompt);
        EchoScript script = directives.applied(settings.script(model), model);
        long seed = EchoSeed.of(model, prompt);
        if (script.failsFor(EchoSeed.draw(seed))) {
            return scriptedFailure(script);
        }
        return switch (request.endpoint()) {
            case CHAT_COMPLETIONS, COMPLETIONS ->
                generation(request, EchoAnswer.to(request, directives.text(), script, seed), script, seed);
            case EMBEDDINGS -> whole(script, 200, JSON, EchoLists.embeddings(request, settings.dimensions()));
            case MODERATIONS -> whole(script, 200, JSON, EchoLists.moderation(request, seed));
            case RERANK -> whole(script, 200, JSON, EchoRanking.of(request, seed));
            case RESPONSES,
                    MESSAGES,
                    COUNT_TOKENS,
                    IMAGE_GENERATIONS,
                    IMAGE_EDITS,
                    IMAGE_VARIATIONS,
                    SPEECH,
                    TRANSCRIPTIONS,
                    TRANSLATIONS,
                    FEEDBACK,
                    MODELS ->
                refusal(new GatewayException(
                        ErrorKind.NOT_FOUND,
                        "echo does not serve " + request.endpoint().path()));
        };
    }

    /** The request is answered as OpenAI answers a bad one. */
    EchoPlan refusal(GatewayException refused) {
        String body = EchoLists.error(refused.text(), refused.type(), refused.param(), refused.code());
        return whole(EchoScript.PLAIN, refused.status(), JSON, body);
    }

    private static EchoPlan scriptedFailure(EchoScript script) {
        int status = script.failureStatus();
        String type = status == 429 ? "rate_limit_error" : status < 500 ? "invalid_request_error" : "server_error";
        String body = EchoLists.error("echo was told to answer with status " + status, type, null, "echo_failure");
        Headers headers = script.retryAfterSeconds() == 0
                ? JSON
                : Headers.of(
                        "content-type",
                        "application/json",
                        "retry-after",
                        Integer.toString(script.retryAfterSeconds()));
        return whole(script, status, headers, body);
    }

    private static EchoPlan whole(EchoScript script, int status, Headers headers, String body) {
        List<byte[]> pieces = split(List.of(bytes(body)), script.split());
        return new EchoPlan(status, headers, nanos(script.latencyMillis()), 0, pieces, Ending.WHOLE);
    }

    private static EchoPlan generation(ApiRequest request, EchoAnswer answer, EchoScript script, long seed) {
        EchoWriter writer = new EchoWriter(request, answer, seed);
        return request.facts().stream() ? stream(writer, script) : plain(writer.whole(), answer, script);
    }

    private static EchoPlan plain(String body, EchoAnswer answer, EchoScript script) {
        byte[] all = bytes(body);
        Ending ending = Ending.WHOLE;
        if (script.cut() >= 0) {
            all = Arrays.copyOf(all, Math.min(all.length, script.cut()));
            ending = Ending.CUT;
        } else if (script.silence() >= 0) {
            all = Arrays.copyOf(all, Math.min(all.length, script.silence()));
            ending = Ending.SILENCE;
        } else if (script.error() >= 0) {
            all = bytes(EchoLists.error("echo was told to fail", "server_error", null, "echo_failure"));
        } else if (script.malformed() > 0) {
            all = Arrays.copyOf(all, all.length / 2);
        }
        double thinking = script.gapMillis() * answer.completionTokens();
        List<byte[]> pieces = all.length == 0 ? List.of() : split(List.of(all), script.split());
        return new EchoPlan(200, JSON, nanos(script.latencyMillis() + thinking), 0, pieces, ending);
    }

    private static EchoPlan stream(EchoWriter writer, EchoScript script) {
        List<byte[]> events = new ArrayList<>();
        List<String> tokens = writer.tokenEvents();
        boolean silentAtOnce = script.silence() == 0;
        if (!silentAtOnce) {
            writer.opening().forEach(event -> events.add(bytes(event)));
        }
        Ending ending = Ending.WHOLE;
        boolean failed = false;
        for (int i = 0; i <= tokens.size(); i++) {
            if (i == script.cut() || i == script.silence()) {
                ending = i == script.cut() ? Ending.CUT : Ending.SILENCE;
                break;
            }
            if (i == script.error()) {
                events.add(bytes(
                        "data: " + EchoLists.error("echo was told to fail here", "server_error", null, "echo_failure")
                                + "\n\n"));
                failed = true;
                break;
            }
            if (i < tokens.size()) {
                events.add(bytes(i + 1 == script.malformed() ? broken(tokens.get(i)) : tokens.get(i)));
            }
        }
        if (ending == Ending.WHOLE && !failed) {
            writer.closing().forEach(event -> events.add(bytes(event)));
        }
        return new EchoPlan(
                200,
                EVENTS,
                nanos(script.latencyMillis()),
                nanos(script.gapMillis()),
                split(events, script.split()),
                ending);
    }

    private static String broken(String event) {
        return event.substring(0, event.length() / 2).strip() + "\n\n";
    }

    private static List<byte[]> split(List<byte[]> pieces, int size) {
        if (size == 0) {
            return pieces;
        }
        List<byte[]> smaller = new ArrayList<>();
        for (byte[] piece : pieces) {
            for (int from = 0; from < piece.length; from += size) {
                smaller.add(Arrays.copyOfRange(piece, from, Math.min(piece.length, from + size)));
            }
        }
        return smaller;
    }

    private static long nanos(double millis) {
        return Math.round(millis * 1e6);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
