package dev.pointsman.e2e.peers;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One reply of a scripted provider. A script calls these in the order the bytes shall go; a peer that has gone shows as an
 * {@link IOException}, which the script lets through.
 */
public final class ScriptedReply {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;
    private final AtomicLong bytesSent;
    private boolean chunked;
    private int pieceBytes = Integer.MAX_VALUE;
    private boolean closed;

    ScriptedReply(Socket socket, InputStream in, AtomicLong bytesSent) throws IOException {
        this.socket = socket;
        this.in = in;
        this.out = socket.getOutputStream();
        this.bytesSent = bytesSent;
    }

    /** Everything after this goes out in writes of at most that many bytes, each flushed: 1 is byte by byte. */
    public ScriptedReply inPiecesOf(int bytes) {
        pieceBytes = bytes;
        return this;
    }

    /** A whole JSON reply with a length. */
    public ScriptedReply json(int status, String body, String... headers) throws IOException {
        return whole(status, "application/json", body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public ScriptedReply whole(int status, String contentType, byte[] body, String... headers) throws IOException {
        var all = new ByteArrayOutputStream();
        all.writeBytes(head(status, contentType, "content-length: " + body.length, headers));
        all.writeBytes(body);
        return raw(all.toByteArray());
    }

    /** The head of an event stream with chunked framing. */
    public ScriptedReply stream(String... headers) throws IOException {
        return streamOf("text/event-stream; charset=utf-8", headers);
    }

    /** The head of any other stream with chunked framing. */
    public ScriptedReply streamOf(String contentType, String... headers) throws IOException {
        chunked = true;
        return raw(head(200, contentType, "transfer-encoding: chunked", headers));
    }

    /** One event of a stream: {@code data: …} and an empty line. */
    public ScriptedReply event(String data) throws IOException {
        return text("data: " + data + "\n\n");
    }

    /** Text of the body as it is; in a stream as one chunk of the framing, or byte by byte as many. */
    public ScriptedReply text(String text) throws IOException {
        return body(text.getBytes(StandardCharsets.UTF_8));
    }

    public ScriptedReply body(byte[] bytes) throws IOException {
        if (!chunked) {
            return raw(bytes);
        }
        for (int at = 0; at < bytes.length; at += Math.min(pieceBytes, bytes.length - at)) {
            int length = Math.min(pieceBytes, bytes.length - at);
            var chunk = new ByteArrayOutputStream(length + 16);
            chunk.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunk.write(bytes, at, length);
            chunk.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            raw(chunk.toByteArray());
        }
        return this;
    }

    /** Ends a stream as the framing wants it. */
    public ScriptedReply end() throws IOException {
        return chunked ? raw("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)) : this;
    }

    /** {@code data: [DONE]} and the end of the framing. */
    public ScriptedReply done() throws IOException {
        return event("[DONE]").end();
    }

    /** Bytes past all framing. */
    public ScriptedReply raw(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += Math.min(pieceBytes, bytes.length - at)) {
            int length = Math.min(pieceBytes, bytes.length - at);
            out.write(bytes, at, length);
            out.flush();
            bytesSent.addAndGet(length);
        }
        return this;
    }

    /** Closes the connection in the middle of whatever was sent. */
    public void cut() throws IOException {
        closed = true;
        socket.close();
    }

    /** Closes it with a reset instead of an end. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        cut();
    }

    /** Says nothing more until the peer goes; its going shows as an exception. */
    public void hang() throws IOException {
        if (in.read() < 0) {
            throw new EOFException("the peer has gone");
        }
        throw new IOException("the peer sent more while it waited for a reply");
    }

    /** Goes on when the test says so. */
    public ScriptedReply await(CountDownLatch signal) throws IOException {
        try {
            if (!signal.await(30, TimeUnit.SECONDS)) {
                throw new IOException("no signal came");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException(stopped);
        }
        return this;
    }

    boolean closed() {
        return closed;
    }

    private static byte[] head(int status, String contentType, String framing, String... headers) {
        var head = new StringBuilder("HTTP/1.1 ").append(status).append(" Scripted\r\n");
        head.append("content-type: ").append(contentType).append("\r\n");
        head.append(framing).append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
