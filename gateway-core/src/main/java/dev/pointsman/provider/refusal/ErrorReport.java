package dev.pointsman.provider.refusal;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What an error body of any provider says, whatever its shape: OpenAI's {@code error} object, a string under {@code error},
 * a flat object, FastAPI's {@code detail}, an API gateway's {@code fault}, an HTML page. Reading never throws.
 *
 * @param message "" where the body says nothing readable
 * @param code a number is given as its digits
 * @param hints further words that tell the cause (inner codes, moderation reasons), lower case; never sent to a client
 */
public record ErrorReport(
        String message,
        @Nullable String type,
        @Nullable String param,
        @Nullable String code,
        String hints) {
    private static final JsonMapper MAPPER =
            JsonMapper.builder(new JsonFactory()).build();
    private static final int MESSAGE_CHARS = 4096;
    private static final int WORD_CHARS = 256;

    public static ErrorReport read(byte[] body) {
        int start = 0;
        while (start < body.length && body[start] <= ' ') {
            start++;
        }
        if (start == body.length) {
            return new ErrorReport("", null, null, null, "");
        }
        if (body[start] == '{' || body[start] == '[' || body[start] == '"') {
            try {
                return ofJson(MAPPER.readTree(body, start, body.length - start));
            } catch (JacksonException notJson) {
                return ofText(new String(body, start, body.length - start, StandardCharsets.UTF_8));
            }
        }
        return ofText(new String(body, start, body.length - start, StandardCharsets.UTF_8));
    }

    /** Source of the order: docs/providers.md, "Errors". */
    private static ErrorReport ofJson(JsonNode root) {
        JsonNode top = root.isArray() && !root.isEmpty() ? root.get(0) : root;
        JsonNode error = top.path("error");
        JsonNode inner = error.isObject() ? error : top;
        String param = word(inner.path("param"));
        return new ErrorReport(
                clean(message(top, error)),
                type(inner),
                param == null ? location(top) : param,
                code(top, inner),
                hints(inner));
    }

    private static String message(JsonNode top, JsonNode error) {
        if (top.isString()) {
            return top.stringValue();
        }
        if (error.isObject() && error.hasNonNull("message")) {
            return spoken(error.path("message"));
        }
        if (error.isString()) {
            return error.stringValue();
        }
        for (String name : new String[] {"message", "Message"}) {
            if (top.hasNonNull(name)) {
                return spoken(top.path(name));
            }
        }
        if (top.hasNonNull("detail")) {
            return spoken(top.path("detail"));
        }
        if (top.path("fault").hasNonNull("faultstring")) {
            return spoken(top.path("fault").path("faultstring"));
        }
        if (top.path("data").isString()) {
            return top.path("data").stringValue(); // Cohere's, at times
        }
        JsonNode first = top.path("errors").path(0);
        if (first.hasNonNull("message")) {
            return spoken(first.path("message"));
        }
        JsonNode title = top.hasNonNull("title") ? top.path("title") : error.path("code");
        return title.isString() ? title.stringValue() : "";
    }

    /** A string as it is; a list of {@code {loc, msg}} as lines; an object that wraps one of these; anything else as JSON. */
    private static String spoken(JsonNode node) {
        if (node.isString()) {
            return node.stringValue();
        }
        if (node.isObject() && node.hasNonNull("detail")) {
            return spoken(node.path("detail"));
        }
        if (!node.isArray()) {
            return node.toString();
        }
        StringBuilder lines = new StringBuilder();
        for (JsonNode item : node) {
            String text =
                    item.isString() ? item.stringValue() : item.path("msg").asString("");
            String at = joined(item.path("loc"));
            if (lines.length() > 0) {
                lines.append("; ");
            }
            lines.append(at.isEmpty() ? "" : at + ": ").append(text.isEmpty() ? item.toString() : text);
        }
        return lines.toString();
    }

    /** {@code messages.0.role} of a FastAPI detail list. */
    private static @Nullable String location(JsonNode top) {
        JsonNode detail = top.path("message").isObject() ? top.path("message").path("detail") : top.path("detail");
        String at = joined(detail.path(0).path("loc"));
        return at.isEmpty() ? null : at;
    }

    private static String joined(JsonNode location) {
        StringBuilder path = new StringBuilder();
        for (JsonNode step : location) {
            String word = step.asString("");
            if (!(path.isEmpty() && word.equals("body"))) {
                path.append(path.isEmpty() ? "" : ".").append(word);
            }
        }
        return path.toString();
    }

    private static @Nullable String type(JsonNode inner) {
        String type = word(inner.path("type"));
        return type == null ? word(inner.path("__type")) : type;
    }

    private static @Nullable String code(JsonNode top, JsonNode inner) {
        String code = word(inner.path("code"));
        if (code == null) {
            code = word(top.path("code"));
        }
        if (code == null) {
            code = word(top.path("fault").path("detail").path("errorcode"));
        }
        return code;
    }

    private static String hints(JsonNode inner) {
        JsonNode metadata = inner.path("metadata");
        StringBuilder hints = new StringBuilder();
        hints.append(inner.path("innererror").path("code").asString("")).append(' ');
        if (metadata.has("reasons") || metadata.has("flagged_input")) {
            hints.append("moderation ");
        }
        JsonNode raw = metadata.path("raw");
        hints.append(raw.isString() ? raw.stringValue() : "");
        return cut(hints.toString(), MESSAGE_CHARS).toLowerCase(Locale.ROOT);
    }

    private static @Nullable String word(JsonNode node) {
        if (node.isNumber() || node.isBoolean()) {
            return node.asString();
        }
        String text = node.isString() ? clean(node.stringValue()) : "";
        return text.isEmpty() ? null : cut(text, WORD_CHARS);
    }

    private static ErrorReport ofText(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!lower.contains("<html") && !lower.contains("<!doctype") && !lower.contains("<body")) {
            return new ErrorReport(clean(text), null, null, null, "");
        }
        String title = between(text, lower, "<title", "</title>");
        String heading = between(text, lower, "<h1", "</h1>");
        return new ErrorReport(clean(title.isEmpty() ? heading : title), null, null, null, "");
    }

    private static String between(String text, String lower, String open, String close) {
        int tag = lower.indexOf(open);
        int from = tag < 0 ? -1 : lower.indexOf('>', tag);
        int to = from < 0 ? -1 : lower.indexOf(close, from);
        return to < 0 || to > text.length() ? "" : text.substring(from + 1, to).strip();
    }

    /** At most 4,096 characters, no control characters but line ends. */
    private static String clean(String text) {
        String shortened = cut(text, MESSAGE_CHARS).strip();
        StringBuilder kept = new StringBuilder(shortened.length());
        for (int i = 0; i < shortened.length(); i++) {
            char c = shortened.charAt(i);
            kept.append(c >= ' ' || c == '\n' || c == '\t' ? c : ' ');
        }
        return kept.toString();
    }

    private static String cut(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most;
        return text.substring(0, end);
    }
}
