package dev.pointsman.e2e.soak;

import dev.pointsman.e2e.peers.ReceivedRequest;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.ScriptedProvider;
import dev.pointsman.e2e.peers.ScriptedReply;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider of OpenAI's form that fails in each of its ways in turn. The upstream name of the model tells how it is asked: {@code shaky} fails
 * now and then, {@code silent} never answers, {@code large} streams much, any other answers well.
 */
final class FaultyProvider implements ScriptedUpstream.Script {
    private static final int WORDS = 12;
    private static final int LARGE_EVENTS = 200;
    private static final String LARGE_WORD = "x".repeat(4_000);
    private static final Pattern WAITED_FOR = Pattern.compile("waited for: (\\d+)");
    private static final String EMBEDDING = """
            {"object":"list","data":[{"object":"embedding","index":0,"embedding":[0.25,-1.5]}],"model":"e",\
            "usage":{"prompt_tokens":1,"total_tokens":1}}""";

    private final AtomicInteger shaken = new AtomicInteger();
    private final Map<String, CountDownLatch> expected = new ConcurrentHashMap<>();

    /** Counts down when a request whose prompt says {@code waited for: NUMBER} has come. */
    CountDownLatch expect(int number) {
        return expected.computeIfAbsent(Integer.toString(number), none -> new CountDownLatch(1));
    }

    @Override
    public void play(ReceivedRequest request, ScriptedReply reply) throws IOException {
        String text = request.text();
        if (text.contains("\"model\":\"silent\"")) {
            Matcher number = WAITED_FOR.matcher(text);
            if (number.find()) {
                expected.remove(number.group(1)).countDown();
            }
            reply.hang();
        } else if (text.contains("\"model\":\"shaky\"")) {
            shake(shaken.getAndIncrement() % 20, request, reply);
        } else if (text.contains("\"model\":\"large\"")) {
            large(reply);
        } else {
            well(request, reply);
        }
    }

    private static void shake(int turn, ReceivedRequest request, ScriptedReply reply) throws IOException {
        switch (turn) {
            case 1 -> reply.reset();
            case 3 -> reply.cut();
            case 5 -> Replies.begin(reply, 4).reset();
            case 7 -> Replies.begin(reply, 4).cut();
            case 9 -> reply.json(429, Replies.error("slow down", "rate_limit_error", "busy"), "retry-after: 0");
            case 11 -> reply.json(529, Replies.error("overloaded", "overloaded_error", "busy"));
            case 13 ->
                reply.raw("HTTP/9.9 garbage\r\n\r\n\u0000\u0001".getBytes(StandardCharsets.ISO_8859_1))
                        .cut();
            case 15 -> reply.json(200, "<html>not a chat</html>");
            case 17 -> reply.json(500, Replies.error("broken", "server_error", "broken"));
            case 19 -> well(request, reply.inPiecesOf(3));
            default -> well(request, reply);
        }
    }

    private static void well(ReceivedRequest request, ScriptedReply reply) throws IOException {
        if (request.target().endsWith("/embeddings")) {
            reply.json(200, EMBEDDING);
        } else if (request.target().endsWith("/responses")) {
            ScriptedProvider.OPENAI.play(request, reply);
        } else if (request.text().contains("\"stream\":true")) {
            Replies.words(WORDS).play(request, reply);
        } else {
            reply.json(200, Replies.chat("fine"));
        }
    }

    private static void large(ScriptedReply reply) throws IOException {
        reply.stream().event(Replies.ROLE);
        for (int i = 0; i < LARGE_EVENTS; i++) {
            reply.event(Replies.word(LARGE_WORD));
        }
        reply.event(Replies.FINISH).done();
    }
}
