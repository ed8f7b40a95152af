package dev.pointsman.providers.openai;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.JsonSplice;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;

/**
 * A request body as one dialect wants it: the model's upstream name put in, usage asked for in streams, and what the dialect's data says
 * renamed or left out. Everything else stays as the client wrote it, byte for byte.
 */
final class RequestEdits {
    private static final byte[] WITH_USAGE = bytes("{\"include_usage\":true}");
    private static final byte[] INCLUDE_USAGE = bytes("include_usage");
    private static final byte[] ROLE = bytes("role");
    private static final byte[] NONE = bytes("\"none\"");
    private static final byte[] BASE64 = bytes("\"base64\"");
    private static final byte[] TRUE = bytes("true");
    private static final byte[] FLOAT = bytes("\"float\"");
    private static final byte[] DEVELOPER = bytes("\"developer\"");
    private static final byte[] SYSTEM = bytes("\"system\"");
    private static final Set<String> SAMPLING = Set.of("temperature", "top_p", "logprobs", "top_logprobs");
    private static final Set<String> PENALTIES = Set.of("presence_penalty", "frequency_penalty", "logit_bias");

    private final OpenAiDialect dialect;

    RequestEdits(OpenAiDialect dialect) {
        this.dialect = dialect;
    }

    /** The JSON body to send. */
    Body json(ApiRequest request, String upstreamModel) {
        byte[] body = request.body();
        JsonFields fields = request.fields();
        JsonSplice splice = request.splice();
        if (!request.facts().model().equals(upstreamModel) || !fields.has("model")) {
            splice.setString("model", upstreamModel);
        }
        switch (request.endpoint()) {
            case CHAT_COMPLETIONS, COMPLETIONS -> generation(request, upstreamModel, splice);
            case EMBEDDINGS -> embeddings(body, fields, splice);
            case MODERATIONS, IMAGE_GENERATIONS, IMAGE_EDITS, IMAGE_VARIATIONS -> {}
            case SPEECH, TRANSCRIPTIONS, TRANSLATIONS, MODELS -> {}
            case RESPONSES, MESSAGES, COUNT_TOKENS, RERANK -> {}
        }
        return splice.apply();
    }

    private void generation(ApiRequest request, String upstreamModel, JsonSplice splice) {
        byte[] body = request.body();
        JsonFields fields = request.fields();
        if (request.facts().stream()) {
            streamOptions(request, splice);
        }
        if (dialect.has(Quirk.REASONING_RULES) && ReasoningModels.include(upstreamModel)) {
            reasoningRules(body, fields, upstreamModel, splice);
        }
        if (dialect.has(Quirk.LOGPROBS_AS_COUNT) && request.endpoint() == Endpoint.CHAT_COMPLETIONS) {
            logprobsAsCount(body, fields, splice);
        }
        if (dialect.has(Quirk.STOP_AS_LIST)) {
            stopAsList(body, fields, splice);
        }
        if (dialect.has(Quirk.DEVELOPER_AS_SYSTEM)) {
            developerAsSystem(body, fields, splice);
        }
        fieldsByData(body, fields, splice);
    }

    private void fieldsByData(byte[] body, JsonFields fields, JsonSplice splice) {
        if (dialect.drop().isEmpty()
                && dialect.rename().isEmpty()
                && dialect.values().isEmpty()) {
            return;
        }
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.name(i);
            if (dialect.drop().contains(name)) {
                splice.remove(name);
            } else if (dialect.values().containsKey(name)) {
                say(body, fields, i, splice);
            }
        }
        renames(body, fields, splice);
    }

    private void renames(byte[] body, JsonFields fields, JsonSplice splice) {
        for (int i = 0; i < fields.count(); i++) {
            String to = dialect.rename().get(fields.name(i));
            if (to != null) {
                rename(body, fields, i, to, splice);
            }
        }
    }

    private static void rename(byte[] body, JsonFields fields, int field, String to, JsonSplice splice) {
        splice.remove(fields.name(field));
        if (!fields.has(to)) {
            splice.set(to, value(body, fields, field));
        }
    }

    private void say(byte[] body, JsonFields fields, int field, JsonSplice splice) {
        Map<String, String> words = dialect.values().getOrDefault(fields.name(field), Map.of());
        String said = new String(value(body, fields, field), StandardCharsets.UTF_8);
        if (said.length() > 2 && said.charAt(0) == '"') {
            String word = words.get(said.substring(1, said.length() - 1));
            if (word != null) {
                splice.setString(fields.name(field), word);
            }
        }
    }

    private void streamOptions(ApiRequest request, JsonSplice splice) {
        int field = request.fields().indexOf("stream_options");
        if (dialect.has(Quirk.NO_STREAM_OPTIONS)) {
            if (field >= 0) {
                splice.remove("stream_options");
            }
        } else if (!request.facts().includeUsage()) {
            splice.set("stream_options", field < 0 ? WITH_USAGE : usageAdded(request.body(), request.fields(), field));
        }
    }

    /** The client's own stream options with {@code include_usage} set to true, its other members as they are. */
    private static byte[] usageAdded(byte[] body, JsonFields fields, int field) {
        int open = fields.start(field);
        if (body[open] != '{') {
            return WITH_USAGE;
        }
        JsonCursor cursor = new JsonCursor(body, open, fields.end(field));
        cursor.beginObject();
        boolean empty = true;
        while (cursor.nextField()) {
            empty = false;
            int start = cursor.offset();
            cursor.skipValue();
            if (cursor.nameIs(INCLUDE_USAGE)) {
                return joined(body, open, start, TRUE, cursor.offset(), fields.end(field));
            }
        }
        byte[] added = bytes(empty ? "\"include_usage\":true" : "\"include_usage\":true,");
        return joined(body, open, open + 1, added, open + 1, fields.end(field));
    }

    private static byte[] joined(byte[] body, int from, int cut, byte[] between, int again, int to) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(to - from + between.length);
        out.write(body, from, cut - from);
        out.write(between, 0, between.length);
        out.write(body, again, to - again);
        return out.toByteArray();
    }

    private static void reasoningRules(byte[] body, JsonFields fields, String model, JsonSplice splice) {
        int most = fields.indexOf("max_tokens");
        if (most >= 0) {
            rename(body, fields, most, "max_completion_tokens", splice);
        }
        int effort = fields.indexOf("reasoning_effort");
        boolean thinks = effort < 0
                || !is(body, fields.start(effort), fields.end(effort), NONE)
                || !ReasoningModels.sampleWithoutEffort(model);
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.name(i);
            if (PENALTIES.contains(name) || (thinks && SAMPLING.contains(name))) {
                splice.remove(name);
            }
        }
    }

    private static void logprobsAsCount(byte[] body, JsonFields fields, JsonSplice splice) {
        int wanted = fields.indexOf("logprobs");
        int top = fields.indexOf("top_logprobs");
        if (top >= 0) {
            splice.remove("top_logprobs");
        }
        if (wanted < 0) {
            return;
        }
        byte first = body[fields.start(wanted)];
        if (first == 't') {
            splice.set("logprobs", top >= 0 && body[fields.start(top)] != 'n' ? value(body, fields, top) : bytes("1"));
        } else if (first == 'f' || first == 'n') {
            splice.remove("logprobs");
        }
    }

    private static void stopAsList(byte[] body, JsonFields fields, JsonSplice splice) {
        int stop = fields.indexOf("stop");
        if (stop >= 0 && body[fields.start(stop)] == '"') {
            splice.set("stop", bytes("[" + new String(value(body, fields, stop), StandardCharsets.UTF_8) + "]"));
        }
    }

    private static void developerAsSystem(byte[] body, JsonFields fields, JsonSplice splice) {
        int messages = fields.indexOf("messages");
        if (messages < 0 || !holds(body, fields.start(messages), fields.end(messages), DEVELOPER)) {
            return;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(fields.end(messages) - fields.start(messages));
        int copied = fields.start(messages);
        JsonCursor cursor = new JsonCursor(body, fields.start(messages), fields.end(messages));
        cursor.beginArray();
        while (cursor.nextElement()) {
            cursor.beginObject();
            while (cursor.nextField()) {
                boolean role = cursor.nameIs(ROLE);
                int start = cursor.offset();
                cursor.skipValue();
                if (role && is(body, start, cursor.offset(), DEVELOPER)) {
                    out.write(body, copied, start - copied);
                    out.write(SYSTEM, 0, SYSTEM.length);
                    copied = cursor.offset();
                }
            }
        }
        out.write(body, copied, fields.end(messages) - copied);
        splice.set("messages", out.toByteArray());
    }

    private void embeddings(byte[] body, JsonFields fields, JsonSplice splice) {
        int input = fields.indexOf("input");
        if (dialect.has(Quirk.NO_TOKEN_INPUT) && input >= 0 && isTokens(body, fields.start(input))) {
            throw new GatewayException(
                            ErrorKind.INVALID_REQUEST,
                            "input: token numbers are not understood by " + dialect.type() + " (expected: text)")
                    .withParam("input")
                    .withCode("invalid_type");
        }
        if (dialect.has(Quirk.FLOAT_EMBEDDINGS)) {
            if (wantsBase64(body, fields)) {
                splice.set("encoding_format", FLOAT);
            }
            if (fields.has("user")) {
                splice.remove("user");
            }
        }
        if (!dialect.rename().isEmpty()) {
            renames(body, fields, splice);
        }
    }

    /** Whether the client asked for vectors in base64, as OpenAI's own clients do unless told otherwise. */
    static boolean wantsBase64(byte[] body, JsonFields fields) {
        int format = fields.indexOf("encoding_format");
        return format >= 0 && is(body, fields.start(format), fields.end(format), BASE64);
    }

    private static boolean isTokens(byte[] body, int from) {
        if (body[from] != '[') {
            return false;
        }
        int first = new JsonCursor(body, from + 1, body.length).peek();
        return first == '[' || (first >= '0' && first <= '9');
    }

    private static boolean is(byte[] body, int from, int to, byte[] value) {
        return Arrays.equals(body, from, to, value, 0, value.length);
    }

    private static boolean holds(byte[] body, int from, int to, byte[] text) {
        for (int i = from; i <= to - text.length; i++) {
            if (body[i] == text[0] && Arrays.equals(body, i, i + text.length, text, 0, text.length)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] value(byte[] body, JsonFields fields, int field) {
        return Arrays.copyOfRange(body, fields.start(field), fields.end(field));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
