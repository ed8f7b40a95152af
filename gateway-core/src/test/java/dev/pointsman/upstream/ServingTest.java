package dev.pointsman.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import dev.pointsman.dialect.ClientDialect;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.Reply;
import dev.pointsman.testing.FakeAdapter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServingTest {
    private static final Deployment CHATTY = new Deployment("chatty", "up", 1, null, Map.of());
    private static final Deployment NATIVE = new Deployment("native", "up", 1, null, Map.of());
    private static final Deployment DEAF = new Deployment("deaf", FakeAdapter.UNASKABLE, 1, null, Map.of());

    private final Catalog catalog = new Catalog(
            List.of(new Model("m", List.of(CHATTY, NATIVE, DEAF), Balance.ROUND_ROBIN, 0, null, Map.of(), Map.of())));
    private final Map<String, ProviderAdapter> adapters = Map.of(
            "chatty", new FakeAdapter(Endpoint.CHAT_COMPLETIONS),
            "native", new FakeAdapter(Endpoint.CHAT_COMPLETIONS, Endpoint.RESPONSES),
            "deaf", new FakeAdapter(Endpoint.CHAT_COMPLETIONS));

    @Test
    void chatsStandInForAnApiThatIsTranslated() {
        assertThat(serving(false).of(responses("")).lack(CHATTY.id())).isNull();
        assertThat(serving(false).of(embeddings()).lack(CHATTY.id())).isEqualTo("does not serve /v1/embeddings");
    }

    @Test
    void aFieldThatIsNoChatsNeedsAProviderOfThatApi() {
        var eligibility = serving(false).of(responses(",\"kept\":1"));

        assertThat(eligibility.lack(NATIVE.id())).isNull();
        assertThat(eligibility.lack(CHATTY.id())).isEqualTo("kept needs a provider that has /v1/responses itself");
        assertThat(eligibility.param()).isEqualTo("kept");
    }

    @Test
    void lossesOfBothTranslationsAreTold() {
        assertThat(serving(false).losses(responses(",\"odd\":1,\"lost\":1"), CHATTY))
                .containsExactly("odd", "lost");
        assertThat(serving(false).losses(responses(",\"odd\":1,\"lost\":1"), NATIVE))
                .containsExactly("lost");
    }

    @Test
    void strictnessRulesOutWhoWouldLoseAField() {
        var eligibility = serving(true).of(responses(",\"odd\":1"));

        assertThat(eligibility.lack(CHATTY.id())).isEqualTo("would lose odd (strict)");
        assertThat(eligibility.lack(NATIVE.id())).isNull();
        assertThat(eligibility.lack(DEAF.id())).isEqualTo("cannot be asked: this provider takes no such request");
    }

    @Test
    void aRequestMayAskForStrictnessAndNotForLess() {
        ApiRequest asks = chat("true");

        assertThat(serving(false).of(asks).lack(CHATTY.id())).isEqualTo("would lose lost (strict)");
        assertThat(serving(false).of(chat("false")).lack(CHATTY.id())).isNull();
        assertThat(serving(true).of(chat("false")).lack(CHATTY.id())).isNotNull();
    }

    private Serving serving(boolean strict) {
        return new Serving(catalog, adapters, Map.of(Endpoint.RESPONSES, new Talk()), strict);
    }

    private static ApiRequest responses(String more) {
        return parse(Endpoint.RESPONSES, Headers.NONE, "{\"model\":\"m\",\"input\":\"hi\"" + more + "}");
    }

    private static ApiRequest embeddings() {
        return parse(Endpoint.EMBEDDINGS, Headers.NONE, "{\"model\":\"m\",\"input\":\"q\"}");
    }

    private static ApiRequest chat(String strict) {
        return parse(
                Endpoint.CHAT_COMPLETIONS,
                Headers.of(Serving.STRICT, strict),
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"lost\":1}");
    }

    private static ApiRequest parse(Endpoint endpoint, Headers headers, String body) {
        return ApiRequest.parse(endpoint, endpoint.path(), headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Takes {@code input} for one message; has no place for {@code odd}; {@code kept} stays with the provider. */
    private static final class Talk implements ClientDialect {
        @Override
        public @Nullable String nativeOnly(ApiRequest request) {
            return request.fields().has("kept") ? "kept" : null;
        }

        @Override
        public Translation chat(ApiRequest request) {
            String lost = request.fields().has("lost") ? ",\"lost\":1" : "";
            String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]" + lost + "}";
            Set<String> odd = request.fields().has("odd") ? Set.of("odd") : Set.of();
            return new Translation(parse(Endpoint.CHAT_COMPLETIONS, Headers.NONE, body), List.copyOf(odd));
        }

        @Override
        public Reply reply(ApiRequest request, Reply out) {
            return out;
        }
    }
}
