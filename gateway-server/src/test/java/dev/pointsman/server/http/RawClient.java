package dev.pointsman.server.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A client that sends exactly the bytes it is told, and reads replies strictly. */
final class RawClient implements AutoCloseable {
    /** @param whole whether the body had the length its framing promised */
    record Reply(int status, Map<String, String> headers, String body, boolean whole) {
        String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;

    RawClient(InetSocketAddress address) throws IOException {
        this(address, 64 << 10);
    }

    RawClient(InetSocketAddress address, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        socket.connect(address);
        in = new BufferedInputStream(socket.getInputStream());
    }

    RawClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends what the server may refuse to take: it may close while this writes. */
    RawClient sendAnyhow(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closedByServer) {
            // what counts is the reply
        }
        return this;
    }

    void leave() throws IOException {
        socket.close();
    }

    void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    /** The next reply, interim ones included. */
    Reply read() throws IOException {
        return read(false);
    }

    Reply readHeadOnly() throws IOException {
        return read(true);
    }

    private Reply read(boolean headOnly) throws IOException {
        String statusLine = line();
        int status = Integer.parseInt(statusLine.substring(9, 12));
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        if (headOnly || status < 200 || status == 204 || status == 304) {
            return new Reply(status, headers, "", true);
        }
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            return chunked(status, headers);
        }
        String length = headers.get("content-length");
        byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
        boolean whole = length == null || body.length == Integer.parseInt(length);
        return new Reply(status, headers, new String(body, ISO_8859_1), whole);
    }

    private Reply chunked(int status, Map<String, String> headers) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        boolean whole = false;
        try {
            for (byte[] chunk = chunk(); ; chunk = chunk()) {
                if (chunk.length == 0) {
                    whole = true;
                    break;
                }
                body.writeBytes(chunk);
            }
        } catch (EOFException cut) {
            whole = false;
        }
        return new Reply(status, headers, body.toString(ISO_8859_1), whole);
    }

    private byte[] chunk() throws IOException {
        int size = Integer.parseInt(line(), 16);
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size || !line().isEmpty()) {
            throw new EOFException("a chunk is cut");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed after " + line);
            }
            line.write(next);
        }
        String text = line.toString(ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** What is left until the server closes; a reset counts as closing. */
    String rest() throws IOException {
        try {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    /** The same for another thread; a time-out of the socket fails it. */
    String restUnchecked() {
        try {
            return rest();
        } catch (IOException late) {
            throw new UncheckedIOException(late);
        }
    }

    String readText(int length) throws IOException {
        return new String(in.readNBytes(length), ISO_8859_1);
    }

    int readSome(int most) throws IOException {
        return in.readNBytes(most).length;
    }

    /** Whether nothing is left but the server's close; waits for it. */
    boolean closedByServer() throws IOException {
        return rest().isEmpty();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
