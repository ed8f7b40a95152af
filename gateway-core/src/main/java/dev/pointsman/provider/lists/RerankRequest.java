package dev.pointsman.provider.lists;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * A request to rank documents read for translation, in the form that Cohere and Jina share (2026-08). Reading throws {@code INVALID_REQUEST} naming
 * what is no text: a query or a document is a string, or an object with a {@code text}.
 */
public final class RerankRequest {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final JsonNode body;
    private final String query;
    private final List<String> documents;

    private RerankRequest(JsonNode body) {
        this.body = body;
        this.query = text(body.path("query"), "query");
        List<String> texts = new ArrayList<>();
        for (JsonNode each : body.path("documents")) {
            texts.add(text(each, "documents[" + texts.size() + "]"));
        }
        this.documents = List.copyOf(texts);
    }

    /** Of a request whose body is already known to be a JSON object with a query and documents. */
    public static RerankRequest of(ApiRequest request) {
        try {
            return new RerankRequest(MAPPER.readTree(request.body()));
        } catch (JacksonException tooMuch) {
            throw ChatRequest.invalid("documents", "the body cannot be read: a text or a number in it is too long");
        }
    }

    private static String text(JsonNode item, String at) {
        JsonNode text = item.isString() ? item : item.path("text");
        if (!text.isString()) {
            throw ChatRequest.invalid(at, at + ": expected a string or an object with a text");
        }
        return text.stringValue();
    }

    public String query() {
        return query;
    }

    /** At least one. */
    public List<String> documents() {
        return documents;
    }

    /** How many results are wanted; -1 for all. */
    public int topN() {
        JsonNode most = body.path("top_n");
        if (most.isMissingNode() || most.isNull()) {
            return -1;
        }
        if (!most.isIntegralNumber() || most.asInt(0) < 1) {
            throw ChatRequest.invalid("top_n", "top_n: expected a whole number of 1 or more");
        }
        return most.asInt(1);
    }

    /** Whether the results are to hold their documents. */
    public boolean returnDocuments() {
        return body.path("return_documents").asBoolean(false);
    }

    /** Any field, known or not; null where it is absent or null. */
    public @Nullable JsonNode field(String name) {
        JsonNode value = body.path(name);
        return value.isMissingNode() || value.isNull() ? null : value;
    }

    /** All fields of the request but those that have a method here, none mapped yet. */
    public Drops drops() {
        return new Drops(body.isObject() ? body : JsonNodeFactory.instance.objectNode())
                .mapped("query", "documents", "top_n", "return_documents");
    }
}
