package dev.pointsman.api;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import dev.pointsman.api.json.JsonText;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a request body: what routing needs, and where the top-level fields stand.
 *
 * <p>Messages and codes of the errors are OpenAI's own (API reference 2.3.0, 2026-08). A field that is {@code null} counts as absent.
 */
record RequestScan(RequestFacts facts, JsonFields fields) {
    /** Top-level fields read here, and common ones whose names need no new string; a field's position is its bit in {@code seen}. */
    private static final String[] KNOWN = {
        "model",
        "messages",
        "stream",
        "stream_options",
        "max_tokens",
        "max_completion_tokens",
        "n",
        "tools",
        "functions",
        "parallel_tool_calls",
        "response_format",
        "logprobs",
        "user",
        "metadata",
        "modalities",
        "audio",
        "prompt",
        "input",
        "query",
        "documents",
        "temperature",
        "top_p",
        "stop",
        "tool_choice",
        "reasoning_effort",
        "seed",
        "encoding_format",
        "dimensions",
        "store",
        "presence_penalty",
        "frequency_penalty",
        "top_logprobs",
        "logit_bias",
        "service_tier",
        "voice",
        "size"
    };

    private static final byte[][] KNOWN_BYTES = bytesOf(KNOWN);
    private static final int[][] BUCKETS = bucketsOf(KNOWN_BYTES);
    private static final int MAX_CHOICES = 128;
    private static final int MAX_MODEL_BYTES = 512;
    private static final int MAX_METADATA = 16;
    private static final int MAX_METADATA_NAME = 64;
    private static final int MAX_METADATA_VALUE = 512;

    static RequestScan json(Endpoint endpoint, byte[] body) {
        if (body.length == 0) {
            throw new GatewayException(
                    ErrorKind.INVALID_REQUEST, "The request body is empty; a JSON object was expected.");
        }
        try {
            return new Pass(endpoint, body).run();
        } catch (JsonCursor.Malformed broken) {
            throw new GatewayException(
                    ErrorKind.INVALID_REQUEST,
                    "We could not parse the JSON body of your request: " + broken.getMessage() + ".");
        }
    }

    static RequestScan multipart(Endpoint endpoint, @Nullable String contentType, byte[] body) {
        RequestScan scan = MultipartScan.scan(contentType, body);
        if (scan.facts.model().isEmpty() && modelRequired(endpoint)) {
            throw missing("model");
        }
        return scan;
    }

    /** Positions in {@link #KNOWN}, by first byte and length. */
    private static int[][] bucketsOf(byte[][] names) {
        int[][] buckets = new int[64][0];
        for (int i = 0; i < names.length; i++) {
            int at = bucket(names[i][0], names[i].length);
            buckets[at] = Arrays.copyOf(buckets[at], buckets[at].length + 1);
            buckets[at][buckets[at].length - 1] = i;
        }
        return buckets;
    }

    private static int bucket(int first, int length) {
        return (first + length * 7) & 63;
    }

    private static byte[][] bytesOf(String[] names) {
        byte[][] all = new byte[names.length][];
        for (int i = 0; i < names.length; i++) {
            all[i] = JsonText.ascii(names[i]);
        }
        return all;
    }

    static GatewayException invalid(String code, String param, String message) {
        return new GatewayException(ErrorKind.INVALID_REQUEST, message)
                .withCode(code)
                .withParam(param);
    }

    static GatewayException missing(String param) {
        return invalid("missing_required_parameter", param, "Missing required parameter: '" + param + "'.");
    }

    /** The state of one pass. */
    private static final class Pass {
        private final Endpoint endpoint;
        private final JsonCursor cursor;
        private final JsonFields.Builder fields = new JsonFields.Builder();
        private final Prompt.Scan messages;

        private long seen;
        private @Nullable Set<String> others;

        private String model = "";
        private boolean stream;
        private boolean streamOptions;
        private boolean includeUsage;
        private int maxTokens = -1;
        private int maxCompletionTokens = -1;
        private int choices = 1;
        private boolean tools;
        private boolean parallelTools;
        private boolean jsonSchema;
        private boolean logprobs;
        private boolean prompted;
        private boolean documents;
        private @Nullable String user;
        private Map<String, String> metadata = Map.of();

        Pass(Endpoint endpoint, byte[] body) {
            this.endpoint = endpoint;
            this.cursor = new JsonCursor(body);
            this.messages = new Prompt.Scan(cursor);
        }

        RequestScan run() {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                throw new GatewayException(
                        ErrorKind.INVALID_REQUEST, "The JSON body of the request must be an object.");
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                field();
            }
            cursor.finish();
            require();
            return new RequestScan(facts(), fields.build());
        }

        private void field() {
            int known = known();
            String name = known < 0 ? cursor.name() : KNOWN[known];
            refuseDuplicate(known, name);
            int nameStart = cursor.nameStart();
            int start = cursor.offset();
            if (known < 0 || cursor.peek() == 'n') {
                cursor.skipValue();
            } else {
                read(name);
            }
            fields.add(name, nameStart, start, cursor.offset());
        }

        private int known() {
            if (cursor.nameEscaped()) {
                return List.of(KNOWN).indexOf(cursor.name());
            }
            for (int i : BUCKETS[bucket(cursor.nameFirst(), cursor.nameLength())]) {
                if (cursor.nameIs(KNOWN_BYTES[i])) {
                    return i;
                }
            }
            return -1;
        }

        private void refuseDuplicate(int known, String name) {
            boolean twice;
            if (known >= 0) {
                long bit = 1L << known;
                twice = (seen & bit) != 0;
                seen |= bit;
            } else {
                if (others == null) {
                    others = new HashSet<>();
                }
                twice = !others.add(name);
            }
            if (twice) {
                String shown = name.length() > MAX_METADATA_NAME ? name.substring(0, MAX_METADATA_NAME) : name;
                throw invalid(
                        "invalid_value",
                        shown,
                        "Duplicate parameter: '" + shown + "' stands more than once in the body.");
            }
        }

        private void read(String name) {
            switch (name) {
                case "model" -> readModel();
                case "stream" -> stream = bool(name);
                case "stream_options" -> readStreamOptions();
                case "n" -> choices = integer(name, 1, MAX_CHOICES);
                case "max_tokens" ->
                    maxTokens = integer(name, endpoint == Endpoint.COMPLETIONS ? 0 : 1, Integer.MAX_VALUE);
                case "max_completion_tokens" -> maxCompletionTokens = integer(name, 1, Integer.MAX_VALUE);
                case "tools", "functions" -> tools |= nonEmptyArray(name);
                case "parallel_tool_calls" -> parallelTools = cursor.isTrue();
                case "response_format" -> readResponseFormat();
                case "logprobs" -> readLogprobs();
                case "user" -> user = text(name);
                case "metadata" -> readMetadata();
                case "modalities" -> readModalities();
                case "messages", "prompt", "input", "query" -> readPrompt(name);
                case "documents" -> readDocuments();
                default -> cursor.skipValue();
            }
        }

        private void readModel() {
            model = text("model");
            if (model.isEmpty()) {
                throw invalid("invalid_value", "model", "Invalid 'model': empty string. Name a model.");
            }
            if (model.length() > MAX_MODEL_BYTES) {
                throw invalid(
                        "string_above_max_length",
                        "model",
                        "Invalid 'model': string too long. Expected at most " + MAX_MODEL_BYTES + " characters.");
            }
        }

        private void readPrompt(String name) {
            if (!name.equals(promptField(endpoint))) {
                cursor.skipValue();
                return;
            }
            prompted = true;
            if (endpoint == Endpoint.CHAT_COMPLETIONS) {
                messages.messages();
            } else if (endpoint == Endpoint.RERANK) {
                messages.query();
            } else {
                boolean textOnly = endpoint == Endpoint.SPEECH || endpoint == Endpoint.IMAGE_GENERATIONS;
                messages.texts(name, textOnly);
            }
        }

        private void readDocuments() {
            if (endpoint == Endpoint.RERANK) {
                documents = true;
                messages.documents();
            } else {
                cursor.skipValue();
            }
        }

        private void readStreamOptions() {
            expect("stream_options", '{', "an object");
            streamOptions = true;
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.nameIs(Names.INCLUDE_USAGE) && cursor.peek() != 'n') {
                    includeUsage = bool("stream_options.include_usage");
                } else {
                    cursor.skipValue();
                }
            }
        }

        private void readResponseFormat() {
            if (cursor.peek() != '{') {
                cursor.skipValue();
                return;
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.nameIs(Names.TYPE) && cursor.peek() == '"') {
                    cursor.skipString();
                    jsonSchema = cursor.textIs(Names.JSON_SCHEMA);
                } else {
                    cursor.skipValue();
                }
            }
        }

        /** A switch for chats, a number for completions. */
        private void readLogprobs() {
            int c = cursor.peek();
            logprobs = c == 't' || c == '-' || (c >= '0' && c <= '9');
            cursor.skipValue();
        }

        private void readModalities() {
            if (cursor.peek() != '[') {
                cursor.skipValue();
                return;
            }
            cursor.beginArray();
            while (cursor.nextElement()) {
                if (cursor.peek() == '"') {
                    cursor.skipString();
                    messages.audio |= cursor.textIs(Names.AUDIO);
                } else {
                    cursor.skipValue();
                }
            }
        }

        private void readMetadata() {
            expect("metadata", '{', "an object");
            Map<String, String> pairs = new HashMap<>();
            cursor.beginObject();
            while (cursor.nextField()) {
                String name = cursor.name();
                if (name.length() > MAX_METADATA_NAME) {
                    throw invalid(
                            "invalid_value",
                            "metadata",
                            "Invalid 'metadata': a key is longer than " + MAX_METADATA_NAME + " characters.");
                }
                String value = text("metadata." + name);
                if (value.length() > MAX_METADATA_VALUE) {
                    throw invalid(
                            "string_above_max_length",
                            "metadata." + name,
                            "Invalid 'metadata': a value is longer than " + MAX_METADATA_VALUE + " characters.");
                }
                pairs.put(name, value);
                if (pairs.size() > MAX_METADATA) {
                    throw invalid(
                            "object_above_max_properties",
                            "metadata",
                            "Invalid 'metadata': too many properties. Expected at most " + MAX_METADATA + ".");
                }
            }
            metadata = pairs;
        }

        private boolean bool(String param) {
            int c = cursor.peek();
            if (c != 't' && c != 'f') {
                throw messages.wrongType(param, "a boolean");
            }
            return cursor.isTrue();
        }

        private String text(String param) {
            expect(param, '"', "a string");
            return cursor.string();
        }

        private int integer(String param, int min, int max) {
            int c = cursor.peek();
            if (c != '-' && (c < '0' || c > '9')) {
                throw messages.wrongType(param, "an integer");
            }
            long value = cursor.number();
            if (!cursor.wasWhole()) {
                throw invalid(
                        "invalid_type",
                        param,
                        "Invalid type for '" + param + "': expected an integer, but got a decimal number instead.");
            }
            if (value < min) {
                throw invalid(
                        "integer_below_min_value",
                        param,
                        "Invalid '" + param + "': integer below minimum value. Expected a value >= " + min + ".");
            }
            if (value > max && max == MAX_CHOICES) {
                throw invalid(
                        "integer_above_max_value",
                        param,
                        "Invalid '" + param + "': integer above maximum value. Expected a value <= " + max + ".");
            }
            return (int) Math.min(value, max);
        }

        private boolean nonEmptyArray(String param) {
            expect(param, '[', "an array");
            cursor.beginArray();
            boolean any = false;
            while (cursor.nextElement()) {
                any = true;
                cursor.skipValue();
            }
            return any;
        }

        private void expect(String param, int first, String expected) {
            if (cursor.peek() != first) {
                throw messages.wrongType(param, expected);
            }
        }

        private void require() {
            if (model.isEmpty() && modelRequired(endpoint)) {
                throw missing("model");
            }
            String prompt = promptField(endpoint);
            if (prompt != null && !prompted) {
                throw missing(prompt);
            }
            if (endpoint == Endpoint.RERANK && !documents) {
                throw missing("documents");
            }
            boolean generates = endpoint == Endpoint.CHAT_COMPLETIONS || endpoint == Endpoint.COMPLETIONS;
            if (streamOptions && !stream && generates) {
                throw invalid(
                        "invalid_value",
                        "stream_options",
                        "The 'stream_options' parameter is only allowed when 'stream' is enabled.");
            }
        }

        private RequestFacts facts() {
            return new RequestFacts(
                    model,
                    stream,
                    includeUsage,
                    maxCompletionTokens >= 0 ? maxCompletionTokens : maxTokens,
                    choices,
                    tools,
                    parallelTools,
                    jsonSchema,
                    messages.images,
                    messages.audio,
                    messages.files,
                    logprobs,
                    messages.turns,
                    messages.textBytes(),
                    user,
                    metadata);
        }
    }

    private static boolean modelRequired(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COUNT_TOKENS, COMPLETIONS -> true;
            case EMBEDDINGS, RERANK, SPEECH, TRANSCRIPTIONS, TRANSLATIONS -> true;
            case MODERATIONS, IMAGE_GENERATIONS, IMAGE_EDITS, IMAGE_VARIATIONS, MODELS -> false;
        };
    }

    /** The field that holds what the model is to work on; null where there is none of that kind. */
    static @Nullable String promptField(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, MESSAGES, COUNT_TOKENS -> "messages";
            case COMPLETIONS, IMAGE_GENERATIONS -> "prompt";
            case RESPONSES, EMBEDDINGS, MODERATIONS, SPEECH -> "input";
            case RERANK -> "query";
            case IMAGE_EDITS, IMAGE_VARIATIONS, TRANSCRIPTIONS, TRANSLATIONS, MODELS -> null;
        };
    }

    /** Names met inside fields. */
    static final class Names {
        static final byte[] INCLUDE_USAGE = JsonText.ascii("include_usage");
        static final byte[] TYPE = JsonText.ascii("type");
        static final byte[] JSON_SCHEMA = JsonText.ascii("json_schema");
        static final byte[] AUDIO = JsonText.ascii("audio");
        static final byte[] ROLE = JsonText.ascii("role");
        static final byte[] CONTENT = JsonText.ascii("content");
        static final byte[] TEXT = JsonText.ascii("text");
        static final byte[] REFUSAL = JsonText.ascii("refusal");
        static final byte[] TOOL_CALLS = JsonText.ascii("tool_calls");
        static final byte[] IMAGE_URL = JsonText.ascii("image_url");
        static final byte[] IMAGE = JsonText.ascii("image");
        static final byte[] INPUT_IMAGE = JsonText.ascii("input_image");
        static final byte[] INPUT_AUDIO = JsonText.ascii("input_audio");
        static final byte[] FILE = JsonText.ascii("file");
        static final byte[] USER = JsonText.ascii("user");
        static final byte[] SYSTEM = JsonText.ascii("system");
        static final byte[] DEVELOPER = JsonText.ascii("developer");

        private Names() {}
    }
}
