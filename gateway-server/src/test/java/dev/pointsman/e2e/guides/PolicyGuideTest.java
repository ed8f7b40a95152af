package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The reference names every key of the language, and none that it does not have. */
class PolicyGuideTest {
    private static final Guide GUIDE = Guide.of("docs/policy.md");

    @Test
    void everyKeyOfTheLanguageIsInTheReference() throws IOException {
        assertThat(Guide.codes(GUIDE.text())).containsAll(keys());
    }

    @Test
    void everyKeyOfTheReferenceIsInTheLanguage() throws IOException {
        var named = new TreeSet<String>();
        GUIDE.rows().forEach(row -> named.addAll(Guide.codes(row.get(0))));
        named.removeAll(List.of("header.NAME", "metadata.NAME"));

        assertThat(keys()).containsAll(named);
    }

    /** Names of all properties of the schema, at any depth. */
    private static Set<String> keys() throws IOException {
        var keys = new TreeSet<String>();
        collect(
                JsonMapper.shared()
                        .readTree(Path.of("..", "config", "gateway.schema.json").toFile()),
                keys);
        return keys;
    }

    private static void collect(JsonNode node, Set<String> keys) {
        if (node.isObject() && node.path("properties").isObject()) {
            keys.addAll(node.path("properties").propertyNames());
        }
        node.forEach(child -> collect(child, keys));
    }
}
