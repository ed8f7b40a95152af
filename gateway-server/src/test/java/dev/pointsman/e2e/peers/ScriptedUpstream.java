package dev.pointsman.e2e.peers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Deque<ReceivedRequest> received = new ConcurrentLinkedDeque<>();
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger aborts = new AtomicInteger();
    private final AtomicLong bytesSent = new AtomicLong();
    private volatile Script script;

    private ScriptedUpstream(ServerSocket server, Script script) {
        this.server = server;
        this.script = script;
    }

    /** Listens on a free port of the loopback address. */
    public static ScriptedUpstream playing(Script script) {
        try {
            var upstream = new ScriptedUpstream(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), script);
            daemon("scripted-upstream", upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers with another script from the next request on. */
    public void play(Script next) {
        script = next;
    }

    /** Base URL as a policy's {@code url} wants it, ending in {@code /v1}. */
    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort() + "/v1";
    }

    /** Connections accepted so far. */
    public int connections() {
        return connections.get();
    }

    /** Connections open now. */
    public int openConnections() {
        return open.size();
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
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.incrementAndGet();
                open.add(socket);
                daemon("scripted-connection", () -> serve(socket));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
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
        } finally {
            open.remove(socket);
        }
    }

    private void note(ReceivedRequest request) {
        requests.incrementAndGet();
        received.add(request);
        if (received.size() > KEPT_REQUESTS) {
            received.pollFirst();
        }
    }

    private static void daemon(String name, Runnable body) {
        var thread = new Thread(null, body, name, 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }
}
