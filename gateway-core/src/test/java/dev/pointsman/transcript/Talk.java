package dev.pointsman.transcript;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.config.Yaml;
import dev.pointsman.policy.Policies;
import dev.pointsman.policy.Policy;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.facts.BlockedNow;
import dev.pointsman.routing.facts.KeyTraits;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.signal.PromptSignals;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One request and its reply under a {@code storage.text}; JSON may be written with single quotes. A worker works when it is told to. */
final class Talk {
    private static final Policy POLICY = Policies.load(Policies.BASE);

    final ManualLoop loop = new ManualLoop();
    final RecordingSink client = new RecordingSink();
    final Deque<Runnable> worker = new ArrayDeque<>();

    private final ApiRequest request;
    private final @Nullable Transcript transcript;
    private final ResponseSink sink;

    private Talk(TranscriptSettings settings, Endpoint endpoint, String fields, boolean decided, String... headers) {
        String body = "{'model':'auto'," + fields + "}";
        request = ApiRequest.parse(
                endpoint,
                endpoint.path(),
                Headers.of(headers),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        RoutingContext context = context();
        Transcripts transcripts = Objects.requireNonNull(Transcripts.of(settings, worker::add));
        transcript = transcripts.begin(request, loop, () -> decided ? context : null);
        sink = transcript == null ? client : transcript.sink(client);
    }

    static Talk with(String settings, Endpoint endpoint, String fields, String... headers) {
        return new Talk(settings(settings), endpoint, fields, true, headers);
    }

    static Talk chat(String settings, String text, String... headers) {
        return with(settings, Endpoint.CHAT_COMPLETIONS, message(text), headers);
    }

    static Talk refused(String settings, String text) {
        return new Talk(settings(settings), Endpoint.CHAT_COMPLETIONS, message(text), false);
    }

    private static String message(String text) {
        return "'messages':[{'role':'user','content':'" + text + "'}]";
    }

    static TranscriptSettings settings(String text) {
        Yaml yaml = Yaml.of(text);
        TranscriptSettings settings = TranscriptSettings.from(yaml.node(), true);
        if (!yaml.problems().isEmpty()) {
            throw new IllegalStateException(yaml.problems().toString());
        }
        return Objects.requireNonNull(settings);
    }

    private RoutingContext context() {
        return new RoutingContext(
                request,
                request.facts().model(),
                new PromptSignals(request),
                loop.clock().instant(),
                0.5,
                "ci",
                null,
                Set.of()::contains,
                new BlockedNow(any -> false),
                POLICY.serving().of(request),
                LiveFigures.none(),
                null,
                null,
                KeyTraits.NONE);
    }

    /** A whole body, in pieces of so many bytes. */
    Talk answers(String json, int step) {
        byte[] all = json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        sink.start(ReplyHead.json(all.length));
        for (int from = 0; from < all.length; from += step) {
            sink.data(Arrays.copyOfRange(all, from, Math.min(all.length, from + step)));
        }
        sink.complete();
        return this;
    }

    Talk answers(String json) {
        return answers(json, 1 << 20);
    }

    /** A stream that begins with events with these data. */
    Talk streams(String... data) {
        sink.start(ReplyHead.eventStream());
        return goesOn(data);
    }

    Talk goesOn(String... data) {
        for (String each : data) {
            sink.data(("event: x\ndata: " + each.replace('\'', '"') + "\n\n").getBytes(StandardCharsets.UTF_8));
        }
        return this;
    }

    Talk ends() {
        sink.complete();
        return this;
    }

    ResponseSink sink() {
        return sink;
    }

    boolean kept() {
        return transcript != null;
    }

    /** The part of the prompt that is the last user message. */
    String asked() {
        Transcript of = Objects.requireNonNull(transcript);
        return String.valueOf(of.prompt()).substring(of.askedFrom(), of.askedTo());
    }

    @Nullable
    String prompt() {
        return Objects.requireNonNull(transcript).prompt();
    }

    @Nullable
    String reply() {
        return Objects.requireNonNull(transcript).reply();
    }

    static List<String> problems(String text) {
        Yaml yaml = Yaml.of(text);
        TranscriptSettings.from(yaml.node(), true);
        return yaml.problems();
    }
}
