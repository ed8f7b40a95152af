package dev.pointsman.providers.bedrock.aws;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/** Messages of an event stream, written as Amazon does. */
public final class Frames {
    private Frames() {}

    /** An event; its payload may be written with single quotes. */
    public static byte[] event(String type, String json) {
        return message(json, ":event-type", type, ":content-type", "application/json", ":message-type", "event");
    }

    public static byte[] exception(String type, String json) {
        return message(
                json, ":exception-type", type, ":content-type", "application/json", ":message-type", "exception");
    }

    /** A failure that has no payload. */
    public static byte[] error(String code, String message) {
        return message("", ":error-code", code, ":error-message", message, ":message-type", "error");
    }

    public static byte[] message(String json, String... headers) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        for (int i = 0; i < headers.length; i += 2) {
            byte[] name = bytes(headers[i]);
            byte[] value = bytes(headers[i + 1]);
            block.write(name.length);
            block.writeBytes(name);
            block.write(7);
            block.write(value.length >> 8);
            block.write(value.length);
            block.writeBytes(value);
        }
        return framed(block.toByteArray(), bytes(json.replace('\'', '"')));
    }

    /** Around any headers and payload, with both checksums right. */
    public static byte[] framed(byte[] headers, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(headers.length + payload.length + 16);
        out.putInt(out.capacity()).putInt(headers.length);
        out.putInt(checksum(out)).put(headers).put(payload);
        out.putInt(checksum(out)).flip();
        byte[] all = new byte[out.remaining()];
        out.get(all);
        return all;
    }

    public static byte[] joined(byte[]... messages) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            all.writeBytes(message);
        }
        return all.toByteArray();
    }

    private static int checksum(ByteBuffer written) {
        CRC32 sum = new CRC32();
        sum.update(written.duplicate().flip());
        return (int) sum.getValue();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
