package dev.pointsman.providers.ollama;

import dev.pointsman.providers.TranslatedCasesTest;
import dev.pointsman.providers.Workbench;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A recorded chat of Ollama's as a client of OpenAI's form would have asked for it. */
class RecordedTranslationsTest extends TranslatedCasesTest {
    @Override
    protected String folder() {
        return "ollama";
    }

    @Override
    protected Workbench workbench() {
        return Llama.bench();
    }

    @Override
    protected ObjectNode chat(JsonNode recorded) {
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        chat.set("messages", recorded.path("messages"));
        for (String same : new String[] {"tools", "options", "keep_alive", "think"}) {
            if (recorded.hasNonNull(same)) {
                chat.set(same, recorded.path(same));
            }
        }
        return chat;
    }

    /** Without what says nothing. */
    @Override
    protected JsonNode normal(JsonNode request) {
        ObjectNode normal = JsonNodeFactory.instance.objectNode();
        for (var field : request.properties()) {
            JsonNode value = field.getValue();
            boolean empty = value.isNull()
                    || (value.isContainer() && value.isEmpty())
                    || value.asString("x").isEmpty();
            if (!empty) {
                normal.set(field.getKey(), value);
            }
        }
        return normal;
    }
}
