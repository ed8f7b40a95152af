package dev.pointsman.server.transport;

import dev.pointsman.provider.Target;
import dev.pointsman.testing.LoopbackServer;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A provider made of a plain server socket: each connection plays a script, byte by byte where the script wants it so. */
final class RawUpstream implements AutoCloseable {
    /** What one connection does; it is closed when the script returns or throws. */
    interface Script {
        void play(Line line, int connection) throws IOException;
    }

    private final LoopbackServer server;
    private final Script script;
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());

    RawUpstream(Script script) {
        this.script = script;
        this.server = LoopbackServer.holding(this::play);
    }

    RawUpstream(ServerSocket listening, Script script) {
        this.script = script;
        this.server = LoopbackServer.on(listening, this::play);
    }

    private void play(Socket socket, int number) {
        try {
            script.play(new Line(socket), number);
        } catch (IOException e) {
            // the gateway hung up, which is what many scripts are about
            requests.add("gone: " + e.getClass().getSimpleName());
        }
    }

    Target target() {
        return new Target("127.0.0.1", server.port(), false, false);
    }

    /** Connections accepted so far. */
    int accepted() {
        return server.accepted();
    }

    /** Requests read so far, head and body; and {@code gone: …} for each connection the gateway closed on a script. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.close();
    }

    /** One connection as the provider sees it. */
    final class Line {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Line(Socket socket) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.out = socket.getOutputStream();
        }

        /** A whole request with its sized body; fails at the end of the connection. */
        String request() throws IOException {
            String head = head();
            int at = head.indexOf("content-length: ");
            int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
            String request = head + new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
            requests.add(request);
            return request;
        }

        /** Up to and with the empty line. */
        String head() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            int state = 0;
            while (state < 4) {
                int octet = in.read();
                if (octet < 0) {
                    throw new EOFException();
                }
                head.write(octet);
                state = octet == (state % 2 == 0 ? '\r' : '\n') ? state + 1 : octet == '\r' ? 1 : 0;
            }
            return head.toString(StandardCharsets.ISO_8859_1);
        }

        Line write(String text) throws IOException {
            return write(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        Line write(byte[] bytes) throws IOException {
            out.write(bytes);
            return this;
        }

        Line dribble(String text) throws IOException {
            for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
                out.write(octet);
            }
            return this;
        }

        /** Waits until the gateway closes. */
        void awaitClose() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        /** Closes with a reset in place of a proper end. */
        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        Socket socket() {
            return socket;
        }
    }

    static String ok(String body) {
        return "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: " + body.length() + "\r\n\r\n"
                + body;
    }
}
