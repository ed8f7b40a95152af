package dev.pointsman.api;

import dev.pointsman.api.json.JsonFields;
import java.util.function.ToIntFunction;

/**
 * A client's request as it came: the exact bytes, and what one scan of them found. Immutable but for what is worked out of it on first use; arrays are shared, never changed.
 */
public final class ApiRequest {
    private final Endpoint endpoint;
    private final String path;
    private final Headers headers;
    private final byte[] body;
    private final int bodyBytes;
    private final RequestFacts facts;
    private final JsonFields fields;
    private final Prompt prompt;
    private int promptTokens = -1;

    private ApiRequest(Endpoint endpoint, String path, Headers headers, byte[] body, int bodyBytes, RequestScan scan) {
        this.endpoint = endpoint;
        this.path = path;
        this.headers = headers;
        this.body = body;
        this.bodyBytes = bodyBytes;
        this.facts = scan.facts();
        this.fields = scan.fields();
        this.prompt = new Prompt(endpoint, body, fields, scan.lastUser());
    }

    /**
     * Scans the body once.
     *
     * @throws GatewayException {@code INVALID_REQUEST} naming the field, for anything that is not one well-formed JSON object of bounded
     *     depth with the endpoint's required fields in their types
     */
    public static ApiRequest parse(Endpoint endpoint, String path, Headers headers, byte[] body) {
        RequestScan scan = switch (endpoint.form()) {
            case NONE -> RequestScan.NONE;
            case JSON -> RequestScan.json(endpoint, body);
            case MULTIPART -> RequestScan.multipart(endpoint, headers.first("content-type"), body);
        };
        return new ApiRequest(endpoint, path, headers, body, body.length, scan);
    }

    /**
     * Stands in for a request that is gone, where its record is decided about again: it has no body, and so no texts.
     *
     * @param headers those that were recorded
     * @param bodyBytes how long the body was
     */
    public static ApiRequest recorded(Endpoint endpoint, RequestFacts facts, Headers headers, int bodyBytes) {
        RequestScan scan = new RequestScan(facts, JsonFields.NONE, Prompt.Place.UNKNOWN);
        return new ApiRequest(endpoint, endpoint.path(), headers, new byte[0], bodyBytes, scan);
    }

    /** Stands in for a request that was refused before its body was read. */
    public static ApiRequest unread(Endpoint endpoint, Headers headers) {
        return recorded(endpoint, RequestFacts.NONE, headers, 0);
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /** Path as asked for, without the query. */
    public String path() {
        return path;
    }

    public Headers headers() {
        return headers;
    }

    public byte[] body() {
        return body;
    }

    /** Length of the body as it came. */
    public int bodyBytes() {
        return bodyBytes;
    }

    public RequestFacts facts() {
        return facts;
    }

    /** Where the top-level fields of the body stand; of a multipart body, its small parts before the first file. */
    public JsonFields fields() {
        return fields;
    }

    /** Edits to a JSON body. */
    public JsonSplice splice() {
        return new JsonSplice(body, fields);
    }

    /**
     * The body with another model and nothing else changed, whichever form it has: the value of {@code model} replaced, or put in where there
     * is none.
     */
    public Body withModel(String model) {
        return switch (endpoint.form()) {
            case NONE -> Body.EMPTY;
            case JSON -> splice().setString("model", model).apply();
            case MULTIPART -> MultipartScan.withModel(headers.first("content-type"), body, fields, model);
        };
    }

    /**
     * Tokens of the prompt as an estimate makes them, worked out once, for limits and routing alike. On the exchange's loop.
     *
     * @param estimate gives 0 or more
     */
    public int promptTokens(ToIntFunction<ApiRequest> estimate) {
        if (promptTokens < 0) {
            promptTokens = estimate.applyAsInt(this);
        }
        return promptTokens;
    }

    /** The texts of the prompt, read from the body on first use. */
    public Prompt prompt() {
        return prompt;
    }
}
