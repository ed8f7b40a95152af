package dev.pointsman.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An HTTP/1.1 client on a plain socket: it sends exactly the bytes it is given, and tells a whole reply from one that was cut. */
public final class RawClient implements AutoCloseable {
    /** Long enough for any busy machine; a test that waits so long has failed. */
    private static final int GIVE_UP_MILLIS = 60_000;

    /**
     * A reply.
     *
     * @param status 0 where the connection ended before one began
     * @param headers by name in small letters; the values of one name joined by commas
     * @param whole false where the connection ended before the framing said so
     */
    public record Reply(int status, Map<String, String> headers, String body, boolean whole) {
        /** Null where there is none. */
        public String header(String name) {
            return headers.get(name);
        }
    }

    private final Socket socket = new Socket();
    private final InputStream in;

    public RawClient(InetSocketAddress address) throws IOException {
        this(address, 64 << 10);
    }

    public RawClient(InetSocketAddress address, int receiveBuffer) throws IOException {
        socket.setReceiveBufferSize(receiveBuffer);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(GIVE_UP_MILLIS);
        socket.connect(address);
        in = new BufferedInputStream(socket.getInputStream());
    }

    public RawClient send(String text) throws IOException {
        return send(text.getBytes(ISO_8859_1));
    }

    public RawClient send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends what the server may refuse to take: it may close while this writes. */
    public RawClient sendAnyhow(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException closedByServer) {
            // what counts is the reply
        }
        return this;
    }

    /** A request with a sized body, or without one where it is empty; headers as whole lines. */
    public RawClient request(String line, byte[] body, String... headers) throws IOException {
        var head = new StringBuilder(line).append(" HTTP/1.1\r\nhost: localhost\r\n");
        if (body.length > 0) {
            head.append("content-length: ").append(body.length).append("\r\n");
        }
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.append("\r\n").toString().getBytes(ISO_8859_1));
        all.writeBytes(body);
        return send(all.toByteArray());
    }

    public RawClient post(String path, String json, String... headers) throws IOException {
        String[] all = new String[headers.length + 1];
        all[0] = "content-type: application/json";
        System.arraycopy(headers, 0, all, 1, headers.length);
        return request("POST " + path, json.getBytes(UTF_8), all);
    }

    /** Closes in the middle of what goes on. */
    public void leave() throws IOException {
        socket.close();
    }

    public void finishSending() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads the next reply to its end, however that comes; interim replies are replies. */
    public Reply reply() throws IOException {
        return reply(true);
    }

    /** The reply to a HEAD request: it has no body, whatever its length says. */
    public Reply replyWithoutBody() throws IOException {
        return reply(false);
    }

    private Reply reply(boolean withBody) throws IOException {
        Reply head = head();
        int status = head.status();
        if (!withBody || status < 200 || status == 204 || status == 304) {
            return new Reply(status, head.headers(), "", status != 0);
        }
        var body = new ByteArrayOutputStream();
        boolean whole = true;
        if ("chunked".equals(head.header("transfer-encoding"))) {
            whole = readChunks(body);
        } else if (head.header("content-length") != null) {
            int length = Integer.parseInt(head.header("content-length"));
            body.writeBytes(in.readNBytes(length));
            whole = body.size() == length;
        } else {
            body.writeBytes(in.readAllBytes());
        }
        return new Reply(status, head.headers(), body.toString(UTF_8), whole);
    }

    private boolean readChunks(ByteArrayOutputStream body) throws IOException {
        try {
            return readWholeChunks(body);
        } catch (SocketException reset) {
            return false;
        }
    }

    private boolean readWholeChunks(ByteArrayOutputStream body) throws IOException {
        for (String size = line(); size != null; size = line()) {
            int length = Integer.parseInt(size, 16);
            byte[] chunk = in.readNBytes(length);
            body.writeBytes(chunk);
            if (chunk.length < length || !"".equals(line())) {
                return false;
            }
            if (length == 0) {
                return true;
            }
        }
        return false;
    }

    /** The status line and headers; the body is left unread. */
    public Reply head() throws IOException {
        String status = line();
        if (status == null) {
            return new Reply(0, Map.of(), "", false);
        }
        var headers = new TreeMap<String, String>();
        for (String line = line(); line != null && !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (a, b) -> a + ", " + b);
        }
        return new Reply(Integer.parseInt(status.split(" ", -1)[1]), headers, "", false);
    }

    /** The next line, without its line end; null at the end of the connection. */
    public String line() throws IOException {
        var line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return null;
        }
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        String text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    /** What is left until the server closes; a reset counts as closing. */
    public String rest() throws IOException {
        try {
            return new String(in.readAllBytes(), ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    /** The same for another thread; a time-out of the socket fails it. */
    public String restUnchecked() {
        try {
            return rest();
        } catch (IOException late) {
            throw new UncheckedIOException(late);
        }
    }

    public String readText(int length) throws IOException {
        return new String(in.readNBytes(length), ISO_8859_1);
    }

    public int readSome(int most) throws IOException {
        return in.readNBytes(most).length;
    }

    /** Whether nothing is left but the server's close; waits for it. */
    public boolean closedByServer() throws IOException {
        return rest().isEmpty();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
