package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.config.Yaml;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.testing.ManualLoop;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One call to an echo adapter over a loop turned by hand, with all that was heard of it. */
final class EchoRun implements Transport.Listener {
    final ManualLoop loop = new ManualLoop();
    final List<String> pieces = new ArrayList<>();
    private final Transport.Call call;
    private int status;
    private Headers headers = Headers.NONE;
    private boolean ended;
    private @Nullable GatewayException failure;

    private EchoRun(ProviderAdapter adapter, UpstreamRequest request) {
        this.call = Objects.requireNonNull(adapter.transport()).send(request, this, loop);
    }

    static ProviderAdapter adapter(String entry) {
        Yaml yaml = Yaml.of(entry);
        ProviderAdapter adapter = new EchoFactory()
                .create(new ProviderSettings("it", "echo", null, null, Duration.ofSeconds(2), yaml.node()));
        if (!yaml.problems().isEmpty()) {
            throw new IllegalStateException(yaml.problems().toString());
        }
        return adapter;
    }

    static EchoRun of(ProviderAdapter adapter, UpstreamRequest request) {
        return new EchoRun(adapter, request);
    }

    /** A request with that body for the model {@code swift}. */
    static EchoRun of(String entry, Endpoint endpoint, String body) {
        ProviderAdapter adapter = adapter(entry);
        ApiRequest request = ApiRequest.parse(
                endpoint,
                endpoint.path(),
                Headers.of("content-type", "application/json"),
                body.getBytes(StandardCharsets.UTF_8));
        return of(adapter, adapter.encode(request, new Deployment("it", "swift", 1, null, Map.of())));
    }

    static EchoRun chat(String prompt) {
        return chat("{ type: echo }", prompt, false);
    }

    static EchoRun stream(String prompt) {
        return chat("{ type: echo }", prompt, true);
    }

    static EchoRun chat(String entry, String prompt, boolean stream) {
        return of(
                entry,
                Endpoint.CHAT_COMPLETIONS,
                "{\"model\":\"any\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":"
                        + EchoWriter.quote(prompt) + "}]}");
    }

    /** Lets an hour pass. */
    EchoRun finish() {
        return advance(3_600_000);
    }

    EchoRun advance(long millis) {
        loop.advance(Duration.ofMillis(millis));
        return this;
    }

    Transport.Call call() {
        return call;
    }

    String body() {
        return String.join("", pieces);
    }

    int status() {
        return status;
    }

    @Nullable
    String header(String name) {
        return headers.first(name);
    }

    boolean ended() {
        return ended;
    }

    @Nullable
    GatewayException failure() {
        return failure;
    }

    @Override
    public void head(int told, Headers with) {
        status = told;
        headers = with;
    }

    @Override
    public void data(byte[] bytes) {
        pieces.add(new String(bytes, StandardCharsets.UTF_8));
    }

    @Override
    public void end() {
        ended = true;
    }

    @Override
    public void failed(GatewayException error) {
        failure = error;
    }
}
