package dev.pointsman.cli.learned;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import dev.pointsman.learned.EmbeddingsForm;
import dev.pointsman.learned.TextEncoder;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Vectors of a {@code /v1/embeddings} endpoint, for commands: {@code { url: http://…/v1, model: NAME, key: $KEY }}. A text is asked for once, by its
 * hash, as long as all vectors kept are at most {@value #MOST_NUMBERS} numbers.
 */
final class EndpointEncoder implements TextEncoder {
    static final String URL = "url";

    private static final int MOST_NUMBERS = 16_000_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String PROBE = "How long is a vector?";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    private final URI uri;
    private final String model;
    private final @Nullable Secret key;
    private final Map<String, float[]> known = new ConcurrentHashMap<>();
    private final int dimensions;

    private EndpointEncoder(URI uri, String model, @Nullable Secret key) throws EncodingFailed {
        this.uri = uri;
        this.model = model;
        this.key = key;
        this.dimensions = asked(PROBE).length;
    }

    /** Null, with problems noted at the nodes that are to blame; asks the endpoint how long its vectors are. */
    static @Nullable EndpointEncoder from(ConfigNode node) {
        node.onlyKeys(URL, "model", "key");
        ConfigNode url = node.required(URL);
        ConfigNode model = node.required("model");
        ConfigNode key = node.at("key");
        Secret secret = key == null ? null : key.secret();
        if (url == null || model == null || (key != null && secret == null)) {
            return null;
        }
        try {
            URI uri = URI.create(url.text().replaceAll("/+$", "") + "/embeddings");
            if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
                throw new IllegalArgumentException("no host");
            }
            return new EndpointEncoder(uri, model.text(), secret);
        } catch (IllegalArgumentException noAddress) {
            url.problem("expected an address such as https://api.openai.com/v1");
        } catch (EncodingFailed failed) {
            url.problem(String.valueOf(failed.getMessage()));
        }
        return null;
    }

    /** As a router's card names it: without the key. */
    String name() {
        return "{ url: " + uri.resolve(".").toString().replaceAll("/+$", "") + ", model: " + model + " }";
    }

    @Override
    public int dimensions() {
        return dimensions;
    }

    @Override
    public float[] encode(String text) throws EncodingFailed {
        String hash = hash(text);
        float[] vector = known.get(hash);
        if (vector == null) {
            vector = scaled(asked(text));
            if (vector.length != dimensions) {
                throw new EncodingFailed(
                        uri + ": a vector of " + vector.length + " numbers (expected: " + dimensions + ")");
            }
            if ((long) (known.size() + 1) * dimensions <= MOST_NUMBERS) {
                known.put(hash, vector);
            }
        }
        return vector;
    }

    private float[] asked(String text) throws EncodingFailed {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(TIMEOUT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(EmbeddingsForm.body(model, List.of(text))));
        if (key != null) {
            request.header("authorization", "Bearer " + key.reveal());
        }
        try {
            HttpResponse<byte[]> reply = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            List<float[]> vectors = reply.statusCode() == 200 ? EmbeddingsForm.vectors(reply.body(), 1) : null;
            if (vectors == null) {
                throw new EncodingFailed(
                        uri + ": status " + reply.statusCode() + " and no vector (expected: one vector)");
            }
            return vectors.get(0);
        } catch (IOException unreachable) {
            throw new EncodingFailed(uri + ": no answer (" + unreachable + ")");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new EncodingFailed(uri + ": interrupted");
        }
    }

    private static float[] scaled(float[] vector) {
        double sum = 0;
        for (float each : vector) {
            sum += (double) each * each;
        }
        for (int i = 0; i < vector.length && sum > 0; i++) {
            vector[i] = (float) (vector[i] / Math.sqrt(sum));
        }
        return vector;
    }

    private static String hash(String text) {
        try {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
