package dev.pointsman.policy.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.Policies;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Random policies say something about the language only where they are made of all of it. */
class WholeLanguageIsMadeTest {
    private static final int COUNT = 4_000;
    private static final Path SCHEMA = Path.of("../config/gateway.schema.json");

    /** Providers other than the one for tests have own tests. */
    private static final Set<String> NOT_MADE = Set.of("/provider/type=");

    /** Made, and always refused here, since files or a plug-in are missing. */
    private static final Set<String> NEVER_LOADED = Set.of(
            "/tasks/model",
            "/found/type",
            "/model/balance/type",
            "/tasks/encoder/onnx",
            "/tasks/encoder/vocab",
            "/prices/file",
            "/score/strong_share",
            "/score/as",
            "/score/estimator/onnx",
            "/score/estimator/vocab",
            "/score/estimator/file",
            "/score/estimator/encoder",
            "/score/estimator/encoder/embeddings",
            "/score/estimator/encoder/onnx",
            "/score/estimator/encoder/vocab");

    @Test
    void everyKeyAndEveryListedWordOfTheSchemaStandsInSomeRandomPolicyAndNearlyAllInOneThatLoads() {
        SchemaWords made = new SchemaWords(schema());
        SchemaWords loaded = new SchemaWords(schema());
        for (int seed = 0; seed < COUNT; seed++) {
            Dice dice = new Dice(seed);
            Map<String, Object> tree = RandomPolicy.tree(dice);
            made.read(tree);
            if (loads(YamlSketch.of(tree, dice))) {
                loaded.read(tree);
            }
        }

        Set<String> all = made.all();
        all.removeIf(word -> NOT_MADE.stream().anyMatch(word::startsWith));
        assertThat(made.used()).containsAll(all);
        all.removeAll(loaded.used());
        assertThat(all).isEqualTo(NEVER_LOADED);
    }

    private static JsonNode schema() {
        return new JsonMapper().readTree(SCHEMA.toFile());
    }

    private static boolean loads(String text) {
        try {
            Policies.loader(TurnedRound.FACTORY).load("random.yaml", text);
            return true;
        } catch (ConfigException refused) {
            return false;
        }
    }
}
