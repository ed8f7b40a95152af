package dev.pointsman.server.http.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.api.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {
    @ParameterizedTest
    @CsvSource({
        "/v1/models, /v1/models",
        "/v1/models?a=%2f%C3%A9&b=../, /v1/models",
        "/v1/models/a%3Ab, /v1/models/a:b",
        "/v1/models/a%2Fb, /v1/models/a/b",
        "/v1/models/%C3%A9, /v1/models/é",
        "/v1/models/a..b, /v1/models/a..b",
    })
    void pathIsDecodedOnceAndTheQueryLeftOut(String target, String path) {
        assertThat(RequestTarget.path(target)).isEqualTo(path);
    }

    @Test
    void doublyEncodedPathIsDecodedOnlyOnce() {
        assertThat(RequestTarget.path("/v1/models/%252e%252e")).isEqualTo("/v1/models/%2e%2e");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "a",
                "http://a/",
                "/a b",
                "/a\tb",
                "/a\\b",
                "/a#b",
                "/%",
                "/%a",
                "/%5C",
                "/%2f",
                "/a?b=%zz",
                "/a?b=%2",
                "/a?%00",
                "/a?b=%41%0d%0aX:c",
                "/a?%7f",
                "/%7f",
                "/.",
                "/a/.."
            })
    void ambiguousTargetIsRefused(String target) {
        assertThatThrownBy(() -> RequestTarget.path(target)).isInstanceOf(GatewayException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "gateway.example",
                "a_b-c.d:8080",
                "127.0.0.1:1",
                "[::1]",
                "[::1]:80",
                "[fe80::1%1]",
                "a:",
                "a:65535"
            })
    void hostsAreTaken(String host) {
        assertThat(RequestTarget.isHost(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":80",
                "a:b",
                "a:1:2",
                "::1",
                "[",
                "[]",
                "[::1",
                "[::1]80",
                "[zz]",
                "[1.2.3.4]",
                "[::1]:65536",
                "a:65536",
                "a:000080",
                "a:99999",
                "a/b",
                "a@b",
                "a b",
                "a,b",
                "é"
            })
    void otherThingsAreNoHosts(String host) {
        assertThat(RequestTarget.isHost(host)).isFalse();
    }
}
