package dev.pointsman.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A plain server socket on the loopback address, with a thread for each connection. */
public final class LoopbackServer implements AutoCloseable {
    /** What happens on one connection, which has a number, from 1; it is closed when this returns. */
    @FunctionalInterface
    public interface Conversation {
        void hold(Socket socket, int number);
    }

    private final ServerSocket server;
    private final Conversation conversation;
    private final AtomicInteger accepted = new AtomicInteger();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private LoopbackServer(ServerSocket server, Conversation conversation) {
        this.server = server;
        this.conversation = conversation;
    }

    /** Accepts connections from now on. */
    public static LoopbackServer holding(Conversation conversation) {
        try {
            return on(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()), conversation);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same on a socket that listens already; it is closed with this. */
    public static LoopbackServer on(ServerSocket listening, Conversation conversation) {
        var server = new LoopbackServer(listening, conversation);
        daemon("loopback-server", server::accept);
        return server;
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Connections accepted so far. */
    public int accepted() {
        return accepted.get();
    }

    /** Connections open now. */
    public int open() {
        return open.size();
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
                open.add(socket);
                int number = accepted.incrementAndGet();
                daemon("loopback-connection", () -> hold(socket, number));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void hold(Socket socket, int number) {
        try (socket) {
            socket.setTcpNoDelay(true);
            conversation.hold(socket, number);
        } catch (IOException e) {
            if (!server.isClosed()) {
                throw new UncheckedIOException(e);
            }
        } finally {
            open.remove(socket);
        }
    }

    private static void daemon(String name, Runnable body) {
        var thread = new Thread(null, body, name, 256 * 1024);
        thread.setDaemon(true);
        thread.start();
    }
}
