package dev.pointsman.api;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One pass over a request body: what routing needs, and where the top-level fields stand.
 *
 * <p>Messages and codes of the errors are OpenAI's own (API reference 2.3.0, 2026-08). A field that is {@code null} counts as absent.
 */
record RequestScan(RequestFacts facts, JsonFields fields, Prompt.Place lastUser) {
    /** Of a request without a body. */
    static final RequestScan NONE = new RequestScan(RequestFacts.NONE, JsonFields.NONE, Prompt.Place.UNKNOWN);

    /** Of the body's object itself; the API knows some fifty. */
    private static final int MAX_FIELDS = 1000;
    /** Fields and elements at any depth: what is read of a body takes memory for each of them, however short they are. */
    private static final int MAX_VALUES = 500_000;

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
        private final PromptScan messages;

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
            this.cursor = new JsonCursor(body).withMostValues(MAX_VALUES);
            this.messages = new PromptScan(cursor);
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
            return new RequestScan(facts(), fields.build(), messages.lastUser());
        }

        private void field() {
            if (fields.count() == MAX_FIELDS) {
                throw new GatewayException(
                                ErrorKind.INVALID_REQUEST,
                                "Too many parameters in the body. Expected at most " + MAX_FIELDS + ".")
                        .withCode("object_above_max_properties");
            }
            int known = Names.known(cursor);
            String name = known < 0 ? cursor.name() : Names.of(known);
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
                case "previous_response_id", "conversation" -> readElsewhere();
                case "system", "instructions" -> readSystem(name);
                case "max_output_tokens" -> readMaxOutputTokens(name);
                case "output_config", "text" -> readNestedFormat(name);
                case "output_format" -> readResponseFormat();
                case "include" -> readInclude();
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
                prompted |= endpoint == Endpoint.RESPONSES && name.equals("prompt");
                cursor.skipValue();
                return;
            }
            prompted = true;
            if (name.equals("messages")) {
                messages.messages();
            } else if (endpoint == Endpoint.RESPONSES) {
                messages.items();
            } else if (endpoint == Endpoint.RERANK) {
                messages.query();
            } else {
                boolean textOnly = endpoint == Endpoint.SPEECH || endpoint == Endpoint.IMAGE_GENERATIONS;
                messages.texts(name, textOnly);
            }
        }

        /** What the model is to work on is kept by a provider. */
        private void readElsewhere() {
            prompted |= endpoint == Endpoint.RESPONSES;
            cursor.skipValue();
        }

        private void readSystem(String name) {
            if (name.equals(systemField(endpoint))) {
                messages.system();
            } else {
                cursor.skipValue();
            }
        }

        private void readMaxOutputTokens(String name) {
            if (endpoint == Endpoint.RESPONSES) {
                maxTokens = integer(name, 1, Integer.MAX_VALUE);
            } else {
                cursor.skipValue();
            }
        }

        /** The format of Responses stands in {@code text}, that of Messages in {@code output_config}. */
        private void readNestedFormat(String name) {
            boolean here = name.equals("text") ? endpoint == Endpoint.RESPONSES : endpoint == Endpoint.MESSAGES;
            if (!here || cursor.peek() != '{') {
                cursor.skipValue();
                return;
            }
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.nameIs(Names.FORMAT)) {
                    readResponseFormat();
                } else {
                    cursor.skipValue();
                }
            }
        }

        private void readInclude() {
            if (endpoint != Endpoint.RESPONSES || cursor.peek() != '[') {
                cursor.skipValue();
                return;
            }
            cursor.beginArray();
            while (cursor.nextElement()) {
                if (cursor.peek() == '"') {
                    cursor.skipString();
                    logprobs |= cursor.textIs(Names.OUTPUT_LOGPROBS);
                } else {
                    cursor.skipValue();
                }
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
            if (endpoint == Endpoint.MESSAGES || endpoint == Endpoint.COUNT_TOKENS) {
                readMessagesMetadata();
                return;
            }
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

        private void readMessagesMetadata() {
            cursor.beginObject();
            while (cursor.nextField()) {
                if (cursor.peek() == '"' && cursor.nameIs(Names.USER_ID)) {
                    user = cursor.string();
                } else {
                    cursor.skipValue();
                }
            }
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
            if (endpoint == Endpoint.MESSAGES && maxTokens < 0) {
                throw missing("max_tokens");
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
            case MODERATIONS, IMAGE_GENERATIONS, IMAGE_EDITS, IMAGE_VARIATIONS, FEEDBACK, MODELS -> false;
        };
    }

    /** The field that holds what the model is to work on; null where there is none of that kind. */
    static @Nullable String promptField(Endpoint endpoint) {
        return switch (endpoint) {
            case CHAT_COMPLETIONS, MESSAGES, COUNT_TOKENS -> "messages";
            case COMPLETIONS, IMAGE_GENERATIONS -> "prompt";
            case RESPONSES, EMBEDDINGS, MODERATIONS, SPEECH -> "input";
            case RERANK -> "query";
            case IMAGE_EDITS, IMAGE_VARIATIONS, TRANSCRIPTIONS, TRANSLATIONS, FEEDBACK, MODELS -> null;
        };
    }

    /** The field that holds the system's words, where they stand apart from the messages; null where they do not. */
    static @Nullable String systemField(Endpoint endpoint) {
        return switch (endpoint) {
            case MESSAGES, COUNT_TOKENS -> "system";
            case RESPONSES -> "instructions";
            default -> null;
        };
    }
}
