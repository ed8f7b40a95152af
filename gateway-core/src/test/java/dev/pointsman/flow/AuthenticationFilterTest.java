package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.access.KeySettings;
import dev.pointsman.access.KeyStore;
import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticationFilterTest {
    private final ScheduledExecutorService loop = Executors.newSingleThreadScheduledExecutor();
    private final AuthenticationFilter filter = new AuthenticationFilter(
            new KeyStore(List.of(new KeySettings("ci", KeyStore.hash("sk-1"), null, null)), () -> Instant.EPOCH));

    @AfterEach
    void stop() {
        loop.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"authorization=Bearer sk-1", "authorization=bearer  sk-1 ", "x-api-key=sk-1", "api-key=sk-1"})
    void aKnownKeyNamesThePrincipal(String header) {
        Exchange exchange = exchange(header);

        filter.handle(exchange, new NoSink(), chain());

        assertThat(exchange.principal().key()).isEqualTo("ci");
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorization=Bearer sk-2", "authorization=Basic sk-1", "other=x", "authorization=sk-1"})
    void anythingElseIsRefusedWithoutNamingTheKey(String header) {
        assertThatThrownBy(() -> filter.handle(exchange(header), new NoSink(), chain()))
                .isInstanceOfSatisfying(GatewayException.class, refused -> {
                    assertThat(refused.kind()).isEqualTo(ErrorKind.AUTHENTICATION);
                    assertThat(refused.text()).doesNotContain("sk-");
                });
    }

    @Test
    void theHeadAloneTellsWhetherABodyIsWorthWaitingFor() {
        FilterChain chain = FilterChain.of(List.of(filter));

        chain.admit(name -> name.equals("x-api-key") ? "sk-1" : null);

        assertThatThrownBy(() -> chain.admit(name -> null)).isInstanceOf(GatewayException.class);
    }

    @Test
    void whoeverSentWhatCouldNotBeReadIsKnownByTheHeadAndNeverRefusedASecondTime() {
        GatewayException why = new GatewayException(ErrorKind.INVALID_REQUEST, "not JSON");
        Exchange known = exchange("x-api-key=sk-1");
        Exchange unknown = exchange("x-api-key=sk-2");

        FilterChain.of(List.of(filter)).refused(known, why);
        FilterChain.of(List.of(filter)).refused(unknown, why);

        assertThat(known.principal().key()).isEqualTo("ci");
        assertThat(known.known()).isTrue();
        assertThat(unknown.known()).isFalse();
    }

    @Test
    void withoutKeysNobodyIsAsked() {
        Exchange exchange = exchange("other=x");

        new AuthenticationFilter(new KeyStore(List.of(), () -> Instant.EPOCH)).handle(exchange, new NoSink(), chain());

        assertThat(exchange.principal()).isEqualTo(Principal.ANONYMOUS);
    }

    private Exchange exchange(String header) {
        int equals = header.indexOf('=');
        Headers headers = Headers.of(header.substring(0, equals), header.substring(equals + 1));
        return new Exchange(
                "req_1", ApiRequest.parse(Endpoint.MODELS, "/v1/models", headers, new byte[0]), loop, () -> 0L);
    }

    private static FilterChain chain() {
        return FilterChain.of(List.of((exchange, sink, next) -> sink.complete()));
    }

    private static final class NoSink implements ResponseSink {
        @Override
        public void start(ReplyHead head) {}

        @Override
        public void data(byte[] bytes) {}

        @Override
        public void complete() {}

        @Override
        public void fail(GatewayException error) {}

        @Override
        public boolean writable() {
            return true;
        }

        @Override
        public void whenWritable(Runnable resume) {}
    }
}
