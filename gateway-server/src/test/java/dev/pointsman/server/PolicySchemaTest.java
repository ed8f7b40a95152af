package dev.pointsman.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.provider.ProviderFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The annotated sample, the JSON Schema and the loader speak the same language. */
class PolicySchemaTest {
    private static final Path SAMPLE = Path.of("../config/gateway.yaml");
    private static final Path SCHEMA = Path.of("../config/gateway.schema.json");
    private static final Path EVERY_KEY = Path.of("src/test/resources/policies/every-key.yaml");
    private static final Pattern EXPECTED_MAP = Pattern.compile("expected a map with (.*) but found \"x\"");

    private final PolicyLoader loader =
            new PolicyLoader(Map.of("TOKEN", "s3cret")::get, ServiceLoader.load(ProviderFactory.class), List.of());

    /** Definitions of the schema, and where the policy with every key has them. */
    private static final String PLACES = """
            server, /server
            tls, /server/tls
            storage, /storage
            shared, /storage/shared
            text, /storage/text
            model, /models/full /models/brief
            deployment, /models/full/deployments/0
            price, /models/full/deployments/0/price
            longPrice, /models/full/deployments/0/price/long
            tierPrice, /models/full/deployments/0/price/tiers/flex
            datedPrice, /prices/models/two~1b/0
            label, /tasks/labels/code
            rule, /rules/1
            condition, /rules/1/when
            outcome, /rules/1/then /rules/2/then /rules/3/then
            selection, /rules/1/then/only
            score, /scores/best
            session, /session
            cache, /cache
            exact, /cache/exact
            semantic, /cache/semantic
            remembered, /tests/0/given/session
            spend, /scores/best/spend
            feedback, /feedback
            reliability, /reliability
            timeout, /reliability/timeout
            retry, /reliability/retry
            breaker, /reliability/breaker
            key, /keys/0
            rotated, /keys/0/rotated
            limit, /limits/0
            guardrail, /guardrails/0 /guardrails/1
            webhook, /guardrails/1/webhook
            overload, /overload
            places, /overload/models/full
            queue, /overload/queue
            rollout, /rollout
            stop, /rollout/stop
            report, /report
            baseline, /report/baselines/0
            telemetry, /telemetry
            traces, /telemetry/traces
            content, /telemetry/traces/content
            metrics, /telemetry/metrics
            given, /tests/0/given
            expect, /tests/0/expect /tests/1/expect /tests/2/expect
            test, /tests/0
            """;

    @Test
    void theSampleLoadsWithoutAnyKeyAndWarnsOnlyOfThat() {
        Policy policy =
                new PolicyLoader(name -> null, ServiceLoader.load(ProviderFactory.class), List.of()).load(SAMPLE);

        assertThat(policy.warnings()).singleElement().asString().contains("keys: none are listed");
        assertThat(policy.routerChain().names())
                .startsWith("swift", "deep", "embed", "sorter", "auto")
                .contains("auto:cheap");
    }

    @Test
    void theSampleIsValidUnderTheSchema() throws IOException {
        assertThat(schema().validate(Files.readString(SAMPLE), InputFormat.YAML))
                .isEmpty();
    }

    @Test
    void everyKeyLoadsAndIsValidUnderTheSchema() throws IOException {
        assertThat(schema().validate(Files.readString(EVERY_KEY), InputFormat.YAML))
                .isEmpty();
        assertThat(loader.load(EVERY_KEY).server().threads()).isEqualTo(3);
    }

    static Stream<Arguments> places() {
        return PLACES.lines().map(line -> {
            int comma = line.indexOf(',');
            return Arguments.of(line.substring(0, comma), line.substring(comma + 2));
        });
    }

    @ParameterizedTest
    @MethodSource("places")
    void noKeyOfTheSchemaIsUnknownToTheLoader(String definition, String places) throws IOException {
        JsonNode file = new YAMLMapper().readTree(Files.readString(EVERY_KEY));
        Set<String> used = new TreeSet<>();
        for (String place : places.split(" ", -1)) {
            used.addAll(file.at(place).propertyNames());
        }

        Set<String> named = available(tree().at("/$defs/" + definition + "/properties"));
        named.remove("route"); // needs a plug-in router on the class path; routing's own tests hold it
        named.removeAll( // LearnedScoreTest
                Set.of("estimator", "strong", "weak", "threshold", "strong_share", "as", "unfamiliar", "budget"));
        assertThat(used).containsAll(named);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server | server: x",
                "tls | server: { tls: x }",
                "storage | storage: x",
                "text | storage: { text: x }",
                "price | models: { m: { at: a/b, price: x } }",
                "longPrice | models: { m: { at: a/b, price: { in: 1, out: 1, long: x } } }",
                "tasks | tasks: x",
                "label | tasks: { labels: { a: x } }",
                "outcome | rules: [{ then: x }]",
                "score | scores: { s: x }",
                "session | session: x",
                "spend | scores: { s: { weights: { cost: 1 }, spend: x } }",
                "feedback | feedback: x",
                "reliability | reliability: x",
                "timeout | reliability: { timeout: x }",
                "retry | reliability: { retry: x }",
                "breaker | reliability: { breaker: x }",
                "key | keys: [x]",
                "limit | limits: [x]",
                "overload | overload: x",
                "places | overload: { each_model: x }",
                "queue | overload: { max_concurrent: 1, queue: x }",
                "rollout | rollout: x",
                "stop | rollout: { next: x, mode: canary, stop: x }",
                "report | report: x",
                "baseline | report: { baselines: [x] }",
                "telemetry | telemetry: x",
                "traces | telemetry: { traces: x }",
                "content | telemetry: { traces: { content: x } }",
                "metrics | telemetry: { metrics: x }",
                "test | tests: [x]",
                "expect | tests: [{ given: {}, expect: x }]",
            })
    void noKeyOfTheLoaderIsUnknownToTheSchema(String definition, String text) throws IOException {
        Set<String> known = new TreeSet<>();
        ConfigException bad = catchThrowableOfType(ConfigException.class, () -> loader.load("x.yaml", text));
        bad.problems().forEach(problem -> {
            Matcher keys = EXPECTED_MAP.matcher(problem.message());
            if (keys.matches()) {
                known.addAll(Arrays.asList(keys.group(1).split(", ", -1)));
            }
        });

        Set<String> named =
                new TreeSet<>(tree().at("/$defs/" + definition + "/properties").propertyNames());
        assertThat(named).isEqualTo(known);
    }

    @Test
    void theTopLevelIsTheSame() throws IOException {
        ConfigException bad = catchThrowableOfType(ConfigException.class, () -> loader.load("x.yaml", "x"));
        Matcher keys = EXPECTED_MAP.matcher(bad.problems().get(0).message());

        assertThat(keys.matches()).isTrue();
        assertThat(tree().at("/properties").propertyNames())
                .containsExactlyInAnyOrder(keys.group(1).split(", ", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modles: {}",
                "limits: [{ per: key }]",
                "limits: [{ per: kee, requests: 60/min }]",
                "limits: [{ per: key, requests: 60 }]",
                "limits: [{ per: key, tokens: 1.5.2k/min }]",
                "limits: [{ per: key, spend: 20/dya, unknown_price: allow }]",
                "limits: [{ per: key, requests: 60/min, then: refuse }]",
                "limits: [{ per: key, requests: 60/min, unknown_price: allow }]",
                "tasks: {}",
                "server: { listen: 127.0.0.1:1, max-body: 3 }",
                "server: { max_body: big }",
                "models: { auto: a/b }",
                "models: { \"a/b\": a/b }",
                "models: { m: { at: a/b, balance: hush } }",
                "models: { m: { at: a/b, balance: { hash: { by: usr } } } }",
                "models: { m: { at: a/b, balance: { hash: { load: 0.5 } } } }",
                "models: { m: { at: a/b, quality: 86 } }",
                "models: { m: { deployments: [] } }",
                "tasks: { labels: { code: { likes: [x] } } }",
                "tasks: { labels: { code: { like: [x] } }, model: tasks.router }",
                "tasks: { labels: { \"*\": { like: [x] } } }",
                "rules: [{ when: { texts: code }, then: { use: m } }]",
                "scores: { s: { estimator: x } }",
                "scores: { s: { weights: { cost: 1 }, otherwise: reject } }",
                "scores: { s: { weights: { cost: 1 }, bounds: { quality: 1 }, otherwise: refuse } }",
                "scores: { s: { weights: { cost: 1 }, spend: { target: 20 } } }",
                "feedback: { prior: 0 }",
                "reliability: { hedge: { after: p95 } }",
                "session: { by: cookie }",
                "session: { keep: soon }",
                "session: { margin: 2 }",
                "session: { within: scores }",
                "levels: [expert]",
                "models: { m: { at: a/b, traits: { speed: 0.5 } } }",
                "models: { m: { at: a/b, skills: { place: [] } } }",
                "tests: [{ given: { session: {} }, expect: { model: m } }]",
                "storage: { ledger: \"postgresql://x\" }",
                "storage: { ledger: \"postgresql://u:p@db/x\" }",
                "storage: { spool: lots }",
                "storage: { text: {} }",
                "storage: { text: { of: [] } }",
                "storage: { text: { of: answer } }",
                "storage: { text: { of: prompt, redact: [emails] } }",
                "storage: { text: { of: prompt, redact: [none] } }",
                "keys: [{ name: a, hash: abc }]",
                "rollout: { next: x.yaml, mode: slowly }",
                "rollout: { next: x.yaml, mode: canary, stop: { error_rate: \"< 5%\" } }",
                "rollout: { mode: ab }",
                "report: { every: hourly, by: [model, day, key] }",
                "telemetry: { traces: { endpoint: collector } }",
                "telemetry: { traces: { sample: often } }",
                "telemetry: { metrics: { every: soon } }",
                "tests: [{ given: {} }]",
            })
    void whatTheLoaderRefusesTheSchemaRefusesToo(String section) throws IOException {
        assertRefusedByBoth(section);
    }

    private void assertRefusedByBoth(String section) throws IOException {
        String base =
                "providers: { a: { type: echo } }\n" + (section.startsWith("models:") ? "" : "models: { m: a/b }\n");
        Schema schema = schema();
        assertThat(schema.validate(
                        base + "version: 1\n" + (base.contains("models:") ? "" : "models: { m: a/b }"),
                        InputFormat.YAML))
                .isEmpty();

        assertThat(schema.validate(base + section, InputFormat.YAML)).isNotEmpty();
        assertThat(catchThrowableOfType(ConfigException.class, () -> loader.load("x.yaml", base + section)))
                .isNotNull();
    }

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(SCHEMA));
    }

    private static JsonNode tree() throws IOException {
        return new JsonMapper().readTree(Files.readString(SCHEMA));
    }

    /** Names of properties that some value is allowed for. */
    private static Set<String> available(JsonNode properties) {
        Set<String> names = new TreeSet<>(properties.propertyNames());
        names.removeIf(name -> properties.path(name).path("not").isObject()
                && properties.path(name).path("not").isEmpty());
        return names;
    }
}
