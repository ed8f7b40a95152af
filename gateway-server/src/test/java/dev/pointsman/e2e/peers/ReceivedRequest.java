package dev.pointsman.e2e.peers;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A request as a provider saw it: its head as text and its body as bytes, nothing interpreted. */
public final class ReceivedRequest {
    private static final String HEAD_END = "\r\n\r\n";

    private final String head;
    private final byte[] body;

    private ReceivedRequest(String head, byte[] body) {
        this.head = head;
        this.body = body;
    }

    /** The next request of a connection; null where it ended before one began. Reads sized bodies, which is all the gateway sends. */
    static ReceivedRequest read(InputStream in) throws IOException {
        var bytes = new ByteArrayOutputStream(1024);
        int matched = 0;
        while (matched < HEAD_END.length()) {
            int next = in.read();
            if (next < 0) {
                if (bytes.size() == 0) {
                    return null;
                }
                throw new EOFException("the connection ended inside a request head");
            }
            bytes.write(next);
            matched = next == HEAD_END.charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        var request = new ReceivedRequest(bytes.toString(StandardCharsets.ISO_8859_1), new byte[0]);
        String length = request.header("content-length");
        return length == null ? request : new ReceivedRequest(request.head, in.readNBytes(Integer.parseInt(length)));
    }

    /** Request line and headers, with their line ends. */
    public String head() {
        return head;
    }

    public String line() {
        return head.substring(0, head.indexOf('\r'));
    }

    /** Path and query. */
    public String target() {
        return line().split(" ", -1)[1];
    }

    /** First value of a header; null where there is none. */
    public String header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        for (String each : head.split("\r\n", -1)) {
            if (each.toLowerCase(Locale.ROOT).startsWith(wanted)) {
                return each.substring(wanted.length()).strip();
            }
        }
        return null;
    }

    public byte[] body() {
        return body.clone();
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** A JSON body without the blanks that some clients put after names. */
    public String compact() {
        return text().replaceAll("\"\\s*:\\s*", "\":");
    }
}
