package dev.pointsman.providers.bedrock;

import dev.pointsman.providers.TranslatedCasesTest;
import dev.pointsman.providers.Workbench;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A recorded request to Converse as a client of OpenAI's form would have made it. */
class RecordedTranslationsTest extends TranslatedCasesTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Override
    protected String folder() {
        return "bedrock";
    }

    @Override
    protected Workbench workbench() {
        return Converse.bench();
    }

    @Override
    protected String model(String path, JsonNode recorded) {
        return URLDecoder.decode(path.split("/", -1)[2], StandardCharsets.UTF_8);
    }

    @Override
    protected ObjectNode chat(JsonNode recorded) {
        return ChatForm.of(recorded);
    }

    /** Without what is empty, and with a schema as what it says. */
    @Override
    protected JsonNode normal(JsonNode request) {
        ObjectNode normal = (ObjectNode) request.deepCopy();
        for (String name : new String[] {"system", "inferenceConfig"}) {
            if (normal.path(name).isEmpty()) {
                normal.remove(name);
            }
        }
        JsonNode format =
                normal.path("outputConfig").path("textFormat").path("structure").path("jsonSchema");
        if (format instanceof ObjectNode open) {
            open.set("schema", MAPPER.readTree(open.path("schema").stringValue()));
        }
        return MAPPER.readTree(numbers(normal.toString()));
    }

    private static String numbers(String json) {
        return json.replaceAll("(\\d)\\.0(?=[,}\\]])", "$1");
    }
}
