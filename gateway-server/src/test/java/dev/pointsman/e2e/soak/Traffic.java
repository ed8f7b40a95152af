package dev.pointsman.e2e.soak;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** One client of the mix: asks one request after the other, of all kinds in turn, and tells what it saw. */
final class Traffic {
    static final String KEY = "sk-of-the-soak";

    private enum Kind {
        CHAT,
        STREAM,
        ALONE,
        MESSAGES,
        RESPONSES,
        EMBEDDINGS,
        CACHED,
        WRONG_KEY,
        BAD_BODY,
        LEAVES_UNANSWERED,
        LEAVES_A_STREAM,
        SLOW_READER
    }

    /** In turn; what costs much comes seldom. */
    private static final List<Kind> TURNS = List.of(
            Kind.CHAT,
            Kind.STREAM,
            Kind.MESSAGES,
            Kind.LEAVES_UNANSWERED,
            Kind.RESPONSES,
            Kind.EMBEDDINGS,
            Kind.STREAM,
            Kind.CACHED,
            Kind.WRONG_KEY,
            Kind.CHAT,
            Kind.ALONE,
            Kind.SLOW_READER,
            Kind.STREAM,
            Kind.BAD_BODY,
            Kind.CHAT,
            Kind.CACHED,
            Kind.LEAVES_A_STREAM,
            Kind.MESSAGES,
            Kind.ALONE,
            Kind.STREAM);

    private static final String CHATS = "/v1/chat/completions";
    private static final String ASK = "{\"model\":\"%s\",%s\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
    private static final String STREAMED = "\"stream\":true,";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final RunningGateway gateway;
    private final FaultyProvider provider;
    private final Accounts accounts;
    private RawClient client;

    Traffic(RunningGateway gateway, FaultyProvider provider, Accounts accounts) {
        this.gateway = gateway;
        this.provider = provider;
        this.accounts = accounts;
    }

    /** Asks so many requests, from one place of the turns on; then hangs up. */
    void ask(int requests, int first) {
        try {
            for (int i = 0; i < requests; i++) {
                ask(TURNS.get((first + i) % TURNS.size()));
            }
            hangUp();
        } catch (IOException | InterruptedException | RuntimeException broken) {
            accounts.wrong("a client failed: " + broken);
        }
    }

    private void ask(Kind kind) throws IOException, InterruptedException {
        int number = NUMBERS.incrementAndGet();
        switch (kind) {
            case CHAT -> whole(CHATS, ASK.formatted("mixed", "", "hello " + number));
            case STREAM -> stream(CHATS, ASK.formatted("mixed", STREAMED, "hello " + number), "[DONE]");
            case ALONE -> stream(CHATS, ASK.formatted("alone", STREAMED, "hello " + number), "[DONE]");
            case MESSAGES ->
                stream("/v1/messages", ASK.formatted("mixed", STREAMED + "\"max_tokens\":50,", "hi"), "message_stop");
            case RESPONSES ->
                stream(
                        "/v1/responses",
                        "{\"model\":\"mixed\",\"stream\":true,\"input\":\"hello " + number + "\"}",
                        "response.completed");
            case EMBEDDINGS -> whole("/v1/embeddings", "{\"model\":\"mixed\",\"input\":\"hello " + number + "\"}");
            case CACHED -> whole(CHATS, ASK.formatted("sound", "", "the same each time"));
            case WRONG_KEY -> wrongKey();
            case BAD_BODY -> badBody();
            case LEAVES_UNANSWERED -> leaveUnanswered(number);
            case LEAVES_A_STREAM -> leaveStream();
            case SLOW_READER -> readSlowly();
        }
    }

    private void whole(String path, String body) throws IOException {
        note(post(path, body).reply(), "");
    }

    private void stream(String path, String body, String end) throws IOException {
        note(post(path, body).reply(), end);
    }

    private void note(RawClient.Reply reply, String end) throws IOException {
        String id = reply.header("x-request-id");
        if (id == null) {
            accounts.wrong("a reply without an id: " + reply);
        } else {
            boolean told = reply.status() != 200 || reply.body().contains(end);
            accounts.replied(
                    id,
                    new Accounts.Seen(
                            reply.status(), reply.whole() && told ? Accounts.End.WHOLE : Accounts.End.BROKEN));
        }
        close(reply);
    }

    private void close(RawClient.Reply reply) throws IOException {
        if (!reply.whole() || "close".equals(reply.header("connection"))) {
            hangUp();
        }
    }

    private void wrongKey() throws IOException {
        RawClient.Reply reply = line().post(CHATS, ASK.formatted("mixed", "", "hi"), "authorization: Bearer sk-wrong")
                .reply();
        expect(401, reply);
        accounts.unknown();
        close(reply);
    }

    private void badBody() throws IOException {
        RawClient.Reply reply =
                post(CHATS, "{\"model\":\"mixed\",\"messages\":[").reply();
        expect(400, reply);
        accounts.unreadable();
        note(reply, "");
    }

    private void expect(int status, RawClient.Reply reply) {
        if (reply.status() != status) {
            accounts.wrong("answered " + reply.status() + " and not " + status + ": " + reply.body());
        }
    }

    /** Hangs up while the provider is still to answer. */
    private void leaveUnanswered(int number) throws IOException, InterruptedException {
        CountDownLatch come = provider.expect(number);
        post(CHATS, ASK.formatted("silent", "", "waited for: " + number));
        if (!come.await(30, TimeUnit.SECONDS)) {
            accounts.wrong("request " + number + " never came to its provider");
        }
        accounts.left();
        hangUp();
    }

    private void leaveStream() throws IOException {
        RawClient.Reply head =
                post(CHATS, ASK.formatted("large", STREAMED, "hi")).head();
        accounts.replied(head.header("x-request-id"), new Accounts.Seen(head.status(), Accounts.End.LEFT));
        hangUp();
    }

    /** Takes a large reply through a small window. */
    private void readSlowly() throws IOException {
        try (RawClient slow = new RawClient(gateway.address(), 4 << 10)) {
            slow.post(CHATS, ASK.formatted("large", STREAMED, "hi"), "authorization: Bearer " + KEY);
            RawClient.Reply head = slow.head();
            boolean done = false;
            for (String line = slow.line(); line != null && !done; line = slow.line()) {
                done = line.equals("data: [DONE]");
            }
            accounts.replied(
                    head.header("x-request-id"),
                    new Accounts.Seen(head.status(), done ? Accounts.End.WHOLE : Accounts.End.BROKEN));
        }
    }

    private RawClient post(String path, String body) throws IOException {
        return line().post(path, body, "authorization: Bearer " + KEY);
    }

    private RawClient line() throws IOException {
        if (client == null) {
            client = gateway.raw();
        }
        return client;
    }

    private void hangUp() throws IOException {
        if (client != null) {
            client.close();
            client = null;
        }
    }
}
