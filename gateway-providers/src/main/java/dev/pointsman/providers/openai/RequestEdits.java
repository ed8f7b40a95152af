package dev.pointsman.providers.openai;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Body;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.JsonSplice;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A request body as one dialect wants it: the model's upstream name put in, usage asked for in streams, and what the dialect's data says
 * renamed or left out. Everything else stays as the client wrote it, byte for byte.
 */
final class RequestEdits {
    private static final byte[] WITH_USAGE = bytes("{\"include_usage\":true}");
    private static final byte[] INCLUDE_USAGE = bytes("include_usage");
    private static final byte[] BASE64 = bytes("\"base64\"");
    private static final byte[] TRUE = bytes("true");
    private static final byte[] TYPE = bytes("type");
    private static final byte[] CUSTOM = bytes("custom");
    private static final byte[] FLOAT = bytes("\"float\"");

    private final OpenAiDialect dialect;

    RequestEdits(OpenAiDialect dialect) {
        this.dialect = dialect;
    }

    /** What is sent, and what of the request it loses. */
    record Sent(Body body, List<String> dropped) {}

    /**
     * The JSON body to send.
     *
     * @param knownAs a name that tells what the model takes; mostly the same as {@code upstreamModel}
     */
    Sent json(ApiRequest request, String upstreamModel, String knownAs) {
        JsonSplice splice = request.splice();
        Lost lost = new Lost();
        if (!request.facts().model().equals(upstreamModel) || !request.fields().has("model")) {
            splice.setString("model", upstreamModel);
        }
        switch (request.endpoint()) {
            case CHAT_COMPLETIONS, COMPLETIONS -> generation(request, knownAs, splice, lost);
            case EMBEDDINGS -> embeddings(request.body(), request.fields(), splice, lost);
            case MODERATIONS, IMAGE_GENERATIONS, IMAGE_EDITS, IMAGE_VARIATIONS -> {}
            case SPEECH, TRANSCRIPTIONS, TRANSLATIONS, FEEDBACK, MODELS -> {}
            case RESPONSES, MESSAGES, COUNT_TOKENS, RERANK -> {}
        }
        return new Sent(splice.apply(), lost.names());
    }

    private void generation(ApiRequest request, String knownAs, JsonSplice splice, Lost lost) {
        byte[] body = request.body();
        JsonFields fields = request.fields();
        if (request.facts().stream()) {
            streamOptions(request, splice);
        }
        if (request.endpoint() == Endpoint.CHAT_COMPLETIONS) {
            byte[] messages = messages(body, fields, lost);
            if (messages.length > 0) {
                splice.set("messages", messages);
            }
            tools(body, fields, splice, lost);
            ResponseFormatEdits.apply(dialect, body, fields, splice, messages);
        }
        if (dialect.has(Quirk.LOGPROBS_AS_COUNT) && request.endpoint() == Endpoint.CHAT_COMPLETIONS) {
            logprobsAsCount(body, fields, splice);
        }
        if (dialect.has(Quirk.STOP_AS_LIST)) {
            stopAsList(body, fields, splice);
        }
        if (!dialect.fields().empty()) {
            fieldsByData(body, fields, knownAs, splice, lost);
        }
        if (dialect.has(Quirk.REASONING_RULES)) {
            OpenAiRules.apply(OpenAiModel.of(knownAs), body, fields, splice, lost);
        }
    }

    /** Empty where they stay as they are. */
    private byte[] messages(byte[] body, JsonFields fields, Lost lost) {
        int messages = fields.indexOf("messages");
        if (messages < 0 || body[fields.start(messages)] != '[') {
            return new byte[0];
        }
        return dialect.has(Quirk.MISTRAL_MESSAGES)
                ? MistralMessages.of(value(body, fields, messages), lost)
                : MessageEdits.messages(dialect, body, fields.start(messages), fields.end(messages), lost);
    }

    private void tools(byte[] body, JsonFields fields, JsonSplice splice, Lost lost) {
        int tools = fields.indexOf("tools");
        if (tools < 0 || body[fields.start(tools)] != '[') {
            return;
        }
        int custom = dialect.has(Quirk.FUNCTIONS_ONLY) ? customTool(body, fields.start(tools), fields.end(tools)) : -1;
        if (custom >= 0) {
            String at = "tools[" + custom + "]";
            throw new GatewayException(ErrorKind.INVALID_REQUEST, at + ": " + dialect.type() + " knows functions only")
                    .withParam(at)
                    .withCode("unsupported_value");
        }
        byte[] edited = MessageEdits.tools(dialect, body, fields.start(tools), fields.end(tools), lost);
        if (edited.length > 0) {
            splice.set("tools", edited);
        }
    }

    /** Position of the first tool that is no function; -1 where all are. */
    private static int customTool(byte[] body, int from, int to) {
        JsonCursor cursor = new JsonCursor(body, from, to);
        cursor.beginArray();
        for (int i = 0; cursor.nextElement(); i++) {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                continue;
            }
            boolean custom = false;
            cursor.beginObject();
            while (cursor.nextField()) {
                boolean type = cursor.peek() == '"' && cursor.nameIs(TYPE);
                cursor.skipValue();
                custom |= type && cursor.textIs(CUSTOM);
            }
            if (custom) {
                return i;
            }
        }
        return -1;
    }

    private void fieldsByData(byte[] body, JsonFields fields, String knownAs, JsonSplice splice, Lost lost) {
        FieldRules rules = dialect.fields();
        String model = knownAs.substring(knownAs.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.name(i);
            if (name.equals("model") || name.equals("messages") || name.equals("stream") || name.equals("prompt")) {
                continue;
            }
            if (!rules.takes(name)) {
                drop(body, fields, i, splice, lost);
                continue;
            }
            say(body, fields, i, rules.values(), splice);
            if (limit(body, fields, i, splice) && name.equals("n")) {
                lost.add(name);
            }
            for (FieldRules.ModelRule rule : rules.models()) {
                if (rule.holdsFor(model)) {
                    if (rule.drop().contains(name)) {
                        drop(body, fields, i, splice, lost);
                    } else {
                        say(body, fields, i, rule.values(), splice);
                    }
                }
            }
        }
        renames(body, fields, splice);
    }

    private static void drop(byte[] body, JsonFields fields, int field, JsonSplice splice, Lost lost) {
        splice.remove(fields.name(field));
        if (!fields.name(field).equals("stream_options")) {
            lost.field(body, fields, field);
        }
    }

    /** Whether it asked for more than is taken. */
    private boolean limit(byte[] body, JsonFields fields, int field, JsonSplice splice) {
        Double most = dialect.fields().most().get(fields.name(field));
        byte first = body[fields.start(field)];
        if (most != null && first >= '0' && first <= '9') {
            double asked = Double.parseDouble(new String(value(body, fields, field), StandardCharsets.US_ASCII));
            if (asked > most) {
                boolean whole = most == Math.rint(most);
                splice.set(fields.name(field), bytes(whole ? Long.toString(most.longValue()) : most.toString()));
                return true;
            }
        }
        return false;
    }

    private void renames(byte[] body, JsonFields fields, JsonSplice splice) {
        if (dialect.fields().rename().isEmpty()) {
            return;
        }
        for (int i = 0; i < fields.count(); i++) {
            String to = dialect.fields().rename().get(fields.name(i));
            if (to != null) {
                rename(body, fields, i, to, splice);
            }
        }
    }

    static void rename(byte[] body, JsonFields fields, int field, String to, JsonSplice splice) {
        splice.remove(fields.name(field));
        if (!fields.has(to)) {
            splice.set(to, value(body, fields, field));
        }
    }

    private static void say(
            byte[] body, JsonFields fields, int field, Map<String, Map<String, String>> values, JsonSplice splice) {
        Map<String, String> words = values.getOrDefault(fields.name(field), Map.of());
        if (words.isEmpty() || body[fields.start(field)] != '"') {
            return;
        }
        String said = JsonText.unescape(body, fields.start(field) + 1, fields.end(field) - 1);
        String word = words.getOrDefault(said, words.get("*"));
        if (word != null && !word.equals(said)) {
            splice.setString(fields.name(field), word);
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

    private void embeddings(byte[] body, JsonFields fields, JsonSplice splice, Lost lost) {
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
                drop(body, fields, fields.indexOf("user"), splice, lost);
            }
        }
        if (dialect.has(Quirk.NO_DIMENSIONS) && fields.has("dimensions")) {
            drop(body, fields, fields.indexOf("dimensions"), splice, lost);
        }
        renames(body, fields, splice);
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

    static boolean is(byte[] body, int from, int to, byte[] value) {
        return Arrays.equals(body, from, to, value, 0, value.length);
    }

    static byte[] value(byte[] body, JsonFields fields, int field) {
        return Arrays.copyOfRange(body, fields.start(field), fields.end(field));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
