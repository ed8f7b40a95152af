package dev.pointsman.providers;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Adapters of one factory, made from an entry of the policy as its loader makes them ({@code $KEY} is set), requests to them and replies through
 * them. JSON may be written with single quotes.
 */
public final class Workbench {
    public static final String KEY = "test-key-4711-abcdef";
    public static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1_790_000_000), ZoneOffset.UTC);
    private static final JsonMapper MAPPER = new JsonMapper();

    private final ProviderFactory factory;
    private final Yaml yaml;
    private final ProviderAdapter adapter;

    public Workbench(ProviderFactory factory, String entry) {
        this(factory, entry, Map.of("KEY", KEY));
    }

    /** With another environment. */
    public Workbench(ProviderFactory factory, String entry, Map<String, String> environment) {
        this.factory = factory;
        this.yaml = Yaml.of(entry, environment);
        this.adapter = create();
    }

    private ProviderAdapter create() {
        ConfigNode node = yaml.node();
        ConfigNode key = node.at("key");
        ConfigNode url = node.at("url");
        return factory.create(new ProviderSettings(
                "it",
                Objects.requireNonNull(node.at("type")).text(),
                url == null ? null : url.text(),
                key == null ? null : key.secret(),
                Duration.ofSeconds(2),
                node));
    }

    /** Of the entry; fails where it has mistakes. */
    public ProviderAdapter adapter() {
        if (!yaml.problems().isEmpty()) {
            throw new IllegalStateException(yaml.problems().toString());
        }
        return adapter;
    }

    /** Reads the files again that secrets of the entry are in. */
    public void refresh() {
        yaml.node().secretFiles().refresh();
    }

    /** The entry's mistakes. */
    public List<String> problems() {
        return yaml.problems();
    }

    /** A chat of these fields. */
    public static ApiRequest chat(String fields) {
        return request(Endpoint.CHAT_COMPLETIONS, fields);
    }

    public static ApiRequest request(Endpoint endpoint, String fields) {
        String body = endpoint.form() == Endpoint.Form.NONE ? "" : "{\"model\":\"public\"," + fields + "}";
        return ApiRequest.parse(
                endpoint,
                endpoint.path(),
                Headers.of("content-type", "application/json"),
                body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    public static Deployment model(String name) {
        return new Deployment("it", name, 1, null, Map.of());
    }

    public UpstreamRequest call(String model, String fields) {
        return adapter().encode(chat(fields), model(model));
    }

    /** The body that is sent for a chat of these fields. */
    public JsonNode sent(String model, String fields) {
        return MAPPER.readTree(call(model, fields).body().toArray());
    }

    public static JsonNode json(String text) {
        return MAPPER.readTree(text.replace('\'', '"'));
    }

    /** What becomes of a reply that comes in pieces of so many bytes. */
    public RecordedReply reply(ApiRequest request, String model, String contentType, String body, int step) {
        Headers headers = Headers.of("content-type", contentType);
        return reply(request, model, headers, body.getBytes(StandardCharsets.UTF_8), step);
    }

    public RecordedReply reply(ApiRequest request, String model, Headers headers, byte[] all, int step) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter().decoder(request, model(model));
        decoder.head(200, headers, reply);
        for (int from = 0; from < all.length && !over(reply); from += step) {
            decoder.data(Arrays.copyOfRange(all, from, Math.min(all.length, from + step)), reply);
        }
        if (!over(reply)) {
            decoder.end(reply);
        }
        return reply;
    }

    private static boolean over(RecordedReply reply) {
        return reply.ended() || reply.failure() != null;
    }
}
