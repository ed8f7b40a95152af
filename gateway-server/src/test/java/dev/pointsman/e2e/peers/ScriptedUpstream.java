package dev.pointsman.e2e.peers;

import dev.pointsman.testing.LoopbackServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A provider on a plain socket that answers by script: which bytes, in which pieces, and where the connection is cut. A thread for each
 * connection; counts what it saw.
 */
public final class ScriptedUpstream implements AutoCloseable {
    /** What is sent in answer to one request. */
    @FunctionalInterface
    public interface Script {
        void play(ReceivedRequest request, ScriptedReply reply) throws IOException;
    }

    private static final int KEPT_REQUESTS = 100;

    private final LoopbackServer server;
    private final Deque<ReceivedRequest> received = new ConcurrentLinkedDeque<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger aborts = new AtomicInteger();
    private final AtomicLong bytesSent = new AtomicLong();
    private volatile Script script;

    private ScriptedUpstream(Script script) {
        this.script = script;
        this.server = LoopbackServer.holding((socket, number) -> serve(socket));
    }

    /** Listens on a free port of the loopback address. */
    public static ScriptedUpstream playing(Script script) {
        return new ScriptedUpstream(script);
    }

    /** Answers with another script from the next request on. */
    public void play(Script next) {
        script = next;
    }

    /** Base URL as a policy's {@code url} wants it, ending in {@code /v1}. */
    public String url() {
        return origin() + "/v1";
    }

    /** Scheme, host and port. */
    public String origin() {
        return "http://127.0.0.1:" + server.port();
    }

    /** Connections accepted so far. */
    public int connections() {
        return server.accepted();
    }

    /** Connections open now. */
    public int openConnections() {
        return server.open();
    }

    /** Requests read so far. */
    public int requests() {
        return requests.get();
    }

    /** Replies that could not be sent to their end because the peer had gone. */
    public int aborts() {
        return aborts.get();
    }

    /** Bytes handed to the operating system in all replies. */
    public long bytesSent() {
        return bytesSent.get();
    }

    /** The latest requests, oldest first. */
    public List<ReceivedRequest> received() {
        return List.copyOf(received);
    }

    public ReceivedRequest last() {
        return received.getLast();
    }

    @Override
    public void close() {
        server.close();
    }

    private void serve(Socket socket) {
        try {
            var in = new BufferedInputStream(socket.getInputStream());
            ReceivedRequest request = ReceivedRequest.read(in);
            while (request != null) {
                note(request);
                var reply = new ScriptedReply(socket, in, bytesSent);
                script.play(request, reply);
                request = reply.closed() ? null : ReceivedRequest.read(in);
            }
        } catch (IOException peerHasGone) {
            aborts.incrementAndGet();
        }
    }

    private void note(ReceivedRequest request) {
        requests.incrementAndGet();
        received.add(request);
        if (received.size() > KEPT_REQUESTS) {
            received.pollFirst();
        }
    }
}
