package dev.pointsman.api;

import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a {@code multipart/form-data} body (RFC 7578): where the values of its fields stand. File contents are stepped over, never
 * copied. At most {@value #MAX_PARTS} parts with heads of at most {@value #MAX_HEAD_BYTES} bytes.
 */
final class MultipartScan {
    static final int MAX_PARTS = 256;
    static final int MAX_HEAD_BYTES = 8192;
    private static final int MAX_BOUNDARY = 70;
    private static final int MAX_VALUE_BYTES = 1 << 16;
    private static final String[] NONE = {};

    private final byte[] body;
    /** {@code --boundary}. */
    private final byte[] delimiter;
    /** Made once: a file may hold the boundary millions of times where it is none. */
    private final int[] shifts;

    private final JsonFields.Builder fields = new JsonFields.Builder();
    private String model = "";
    private boolean stream;

    private MultipartScan(byte[] body, byte[] delimiter) {
        this.body = body;
        this.delimiter = delimiter;
        this.shifts = shifts(delimiter);
    }

    static RequestScan scan(@Nullable String contentType, byte[] body) {
        return new MultipartScan(body, delimiter(contentType)).run();
    }

    /** The body with another model: the value of its part replaced, or a part put before the first. */
    static Body withModel(@Nullable String contentType, byte[] body, JsonFields fields, String model) {
        byte[] value = model.getBytes(StandardCharsets.UTF_8);
        int field = fields.indexOf("model");
        Body.Builder out = new Body.Builder();
        if (field >= 0) {
            int end = fields.end(field);
            return out.add(body, 0, fields.start(field))
                    .add(value)
                    .add(body, end, body.length - end)
                    .build();
        }
        byte[] delimiter = delimiter(contentType);
        int first = indexOf(body, delimiter, shifts(delimiter), 0);
        return out.add(body, 0, first)
                .add(delimiter)
                .add(JsonText.ascii("\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\n"))
                .add(value)
                .add(JsonText.ascii("\r\n"))
                .add(body, first, body.length - first)
                .build();
    }

    private RequestScan run() {
        int at = indexOf(body, delimiter, shifts, 0);
        if (at < 0 || (at > 0 && body[at - 1] != '\n')) {
            throw malformed("the first boundary is missing");
        }
        int parts = 0;
        at += delimiter.length;
        while (!closes(at)) {
            if (++parts > MAX_PARTS) {
                throw malformed("more than " + MAX_PARTS + " parts");
            }
            at = part(at);
        }
        return new RequestScan(facts(), fields.build(), Prompt.Place.UNKNOWN);
    }

    private boolean closes(int at) {
        if (at + 2 > body.length) {
            throw malformed("it ends inside a part");
        }
        return body[at] == '-' && body[at + 1] == '-';
    }

    /** At the end of a delimiter; returns the end of the next one. */
    private int part(int at) {
        int head = lineEnd(at);
        int value = headEnd(head);
        String name = null;
        boolean file = false;
        for (String line : headLines(head, value)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-disposition:")) {
                name = parameter(line, "name");
                file = parameter(line, "filename") != null;
            } else if (lower.startsWith("content-transfer-encoding:")) {
                throw malformed("a part has a Content-Transfer-Encoding");
            }
        }
        if (name == null) {
            throw malformed("a part has no name");
        }
        int next = nextDelimiter(value);
        keep(name, file, at - delimiter.length, value, next - 2);
        return next + delimiter.length;
    }

    private void keep(String name, boolean file, int start, int value, int end) {
        if (name.equals("model")) {
            if (!model.isEmpty()) {
                throw RequestScan.invalid(
                        "invalid_value", "model", "Duplicate parameter: 'model' stands more than once.");
            }
            if (file || end == value || end - value > 512) {
                throw RequestScan.invalid(
                        "invalid_value", "model", "Invalid 'model': expected a name of 1 to 512 bytes.");
            }
            model = new String(body, value, end - value, StandardCharsets.UTF_8);
        }
        if (file) {
            return;
        }
        if (end - value > MAX_VALUE_BYTES) {
            throw malformed("a field is longer than " + MAX_VALUE_BYTES + " bytes");
        }
        if (name.equals("stream")) {
            stream = new String(body, value, end - value, StandardCharsets.ISO_8859_1).equalsIgnoreCase("true");
        }
        fields.add(name, start, value, end);
    }

    private RequestFacts facts() {
        return new RequestFacts(
                model, stream, false, -1, 1, false, false, false, false, false, false, false, 0, 0, null, Map.of());
    }

    /** Past white space and the line end that follow a delimiter. */
    private int lineEnd(int from) {
        int at = from;
        while (at < body.length && (body[at] == ' ' || body[at] == '\t')) {
            at++;
        }
        if (at + 1 < body.length && body[at] == '\r' && body[at + 1] == '\n') {
            return at + 2;
        }
        throw malformed("a boundary is not followed by a line end");
    }

    /** Start of the value: past the empty line. */
    private int headEnd(int from) {
        int end = Math.min(body.length - 3, from + MAX_HEAD_BYTES);
        for (int at = from; at < end; at++) {
            if (body[at] == '\r' && body[at + 1] == '\n' && body[at + 2] == '\r' && body[at + 3] == '\n') {
                return at + 4;
            }
        }
        throw malformed("the head of a part has no end");
    }

    private String[] headLines(int from, int valueStart) {
        int length = valueStart - 4 - from;
        return length <= 0 ? NONE : new String(body, from, length, StandardCharsets.UTF_8).split("\r\n", -1);
    }

    private int nextDelimiter(int from) {
        int at = from;
        while (true) {
            at = indexOf(body, delimiter, shifts, at);
            if (at < 0) {
                throw malformed("it ends inside a part");
            }
            if (at - 2 >= from && body[at - 1] == '\n' && body[at - 2] == '\r') {
                return at;
            }
            at++;
        }
    }

    private static byte[] delimiter(@Nullable String contentType) {
        String type = contentType == null ? "" : contentType;
        if (!type.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            throw new GatewayException(
                    ErrorKind.UNSUPPORTED_MEDIA, "This endpoint takes multipart/form-data with a boundary.");
        }
        String boundary = parameter(type, "boundary");
        if (boundary == null || boundary.isEmpty() || boundary.length() > MAX_BOUNDARY) {
            throw malformed("the Content-Type names no boundary of 1 to " + MAX_BOUNDARY + " characters");
        }
        return ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A parameter of a header value, bare or quoted; null where it is absent. */
    private static @Nullable String parameter(String header, String name) {
        int at = header.indexOf(';');
        while (at >= 0) {
            int start = at + 1;
            int equals = header.indexOf('=', start);
            if (equals < 0) {
                return null;
            }
            int end = valueEnd(header, equals + 1);
            if (header.substring(start, equals).trim().equalsIgnoreCase(name)) {
                String value = header.substring(equals + 1, end).trim();
                return value.length() > 1 && value.charAt(0) == '"'
                        ? value.substring(1, value.length() - 1).replace("\\\"", "\"")
                        : value;
            }
            at = end < header.length() ? end : -1;
        }
        return null;
    }

    private static int valueEnd(String header, int from) {
        boolean quoted = false;
        for (int i = from; i < header.length(); i++) {
            char c = header.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                return i;
            }
        }
        return header.length();
    }

    /** First occurrence at or after {@code from}; -1 where there is none. Looks at the last byte of a window first (Horspool). */
    private static int indexOf(byte[] in, byte[] what, int[] shifts, int from) {
        int last = what.length - 1;
        int at = from;
        while (at + last < in.length) {
            if (in[at + last] == what[last] && Arrays.equals(in, at, at + last, what, 0, last)) {
                return at;
            }
            at += shifts[in[at + last] & 0xff];
        }
        return -1;
    }

    /** By the last byte of a window: how far the next one may begin. */
    private static int[] shifts(byte[] what) {
        int last = what.length - 1;
        int[] shifts = new int[256];
        Arrays.fill(shifts, what.length);
        for (int i = 0; i < last; i++) {
            shifts[what[i] & 0xff] = last - i;
        }
        return shifts;
    }

    private static GatewayException malformed(String why) {
        return new GatewayException(
                ErrorKind.INVALID_REQUEST, "We could not parse the multipart body of your request: " + why + ".");
    }
}
