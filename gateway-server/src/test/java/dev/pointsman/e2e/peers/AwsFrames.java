package dev.pointsman.e2e.peers;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * Events in AWS's binary form: lengths, a checksum of the lengths, headers, payload, a checksum of all. Source: AWS event stream encoding,
 * smithy.io (2026-08).
 */
final class AwsFrames {
    private static final int FRAME_BYTES = 16;
    private static final byte STRING = 7;

    private AwsFrames() {}

    /** A frame for each line: the event's name, a blank, its payload. Names that end in {@code Exception} are exceptions. */
    static byte[] of(String lines) {
        var out = new ByteArrayOutputStream();
        lines.lines().forEach(line -> {
            int blank = line.indexOf(' ');
            out.writeBytes(frame(line.substring(0, blank), line.substring(blank + 1)));
        });
        return out.toByteArray();
    }

    private static byte[] frame(String name, String payload) {
        boolean exception = name.endsWith("Exception");
        var headers = new ByteArrayOutputStream();
        header(headers, exception ? ":exception-type" : ":event-type", name);
        header(headers, ":content-type", "application/json");
        header(headers, ":message-type", exception ? "exception" : "event");
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        int total = FRAME_BYTES + headers.size() + body.length;
        ByteBuffer frame = ByteBuffer.allocate(total).putInt(total).putInt(headers.size());
        frame.putInt(checksum(frame)).put(headers.toByteArray()).put(body);
        return frame.putInt(checksum(frame)).array();
    }

    private static void header(ByteArrayOutputStream out, String name, String value) {
        out.write(name.length());
        out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        out.write(STRING);
        out.write(value.length() >> 8);
        out.write(value.length());
        out.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    /** Of what stands in it so far. */
    private static int checksum(ByteBuffer frame) {
        var crc = new CRC32();
        crc.update(frame.duplicate().flip());
        return (int) crc.getValue();
    }
}
