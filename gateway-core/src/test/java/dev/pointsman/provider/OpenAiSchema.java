package dev.pointsman.provider;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One component of OpenAI's published API description, to hold replies against. */
public final class OpenAiSchema {
    private static final JsonMapper MAPPER = new JsonMapper();

    private final Schema schema;

    private OpenAiSchema(Schema schema) {
        this.schema = schema;
    }

    /** {@code CreateChatCompletionResponse} and the like. */
    public static OpenAiSchema of(String component) {
        try (InputStream in = OpenAiSchema.class.getResourceAsStream("/openai.schema.json")) {
            ObjectNode root = MAPPER.createObjectNode().put("$ref", "#/$defs/" + component);
            root.set("$defs", MAPPER.readTree(Objects.requireNonNull(in)).path("$defs"));
            return new OpenAiSchema(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(root));
        } catch (IOException unreadable) {
            throw new IllegalStateException(unreadable);
        }
    }

    /** What is wrong with it, in words; empty where it fits. */
    public List<String> problems(JsonNode json) {
        return schema.validate(json).stream().map(Object::toString).toList();
    }
}
