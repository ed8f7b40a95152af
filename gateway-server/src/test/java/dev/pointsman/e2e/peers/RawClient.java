package dev.pointsman.e2e.peers;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
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
     * @param whole false where the connection ended before the framing said so
     */
    public record Reply(int status, Map<String, String> headers, String body, boolean whole) {
        public String header(String name) {
            return headers.get(name);
        }
    }

    private final Socket socket;
    private final InputStream in;

    private RawClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    public static RawClient connect(InetSocketAddress address) throws IOException {
        var socket = new Socket();
        socket.setReceiveBufferSize(64 * 1024);
        socket.connect(address);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(GIVE_UP_MILLIS);
        return new RawClient(socket);
    }

    public RawClient send(String head, byte[] body) throws IOException {
        var all = new ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        all.writeBytes(body);
        socket.getOutputStream().write(all.toByteArray());
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
        return send(head.append("\r\n").toString(), body);
    }

    public RawClient post(String path, String json, String... headers) throws IOException {
        String[] all = new String[headers.length + 1];
        all[0] = "content-type: application/json";
        System.arraycopy(headers, 0, all, 1, headers.length);
        return request("POST " + path, json.getBytes(StandardCharsets.UTF_8), all);
    }

    /** Reads one reply to its end, however that comes. */
    public Reply reply() throws IOException {
        return reply(true);
    }

    /** The reply to a HEAD request: it has no body, whatever its length says. */
    public Reply replyWithoutBody() throws IOException {
        return reply(false);
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
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return new Reply(Integer.parseInt(status.split(" ", -1)[1]), headers, "", false);
    }

    /** The next line of the body, without its line end; null at the end of the connection. */
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
        String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Reply reply(boolean withBody) throws IOException {
        Reply head = head();
        if (head.status() == 0 || !withBody || head.status() == 204) {
            return new Reply(head.status(), head.headers(), "", head.status() != 0);
        }
        var body = new ByteArrayOutputStream();
        boolean whole;
        if ("chunked".equals(head.header("transfer-encoding"))) {
            whole = readChunks(body);
        } else if (head.header("content-length") != null) {
            int length = Integer.parseInt(head.header("content-length"));
            body.writeBytes(in.readNBytes(length));
            whole = body.size() == length;
        } else {
            body.writeBytes(in.readAllBytes());
            whole = true;
        }
        return new Reply(head.status(), head.headers(), body.toString(StandardCharsets.UTF_8), whole);
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
            if (chunk.length < length || line() == null) {
                return false;
            }
            if (length == 0) {
                return true;
            }
        }
        return false;
    }
}
