package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What two servers might read differently is refused once, in OpenAI's form, and nothing behind it is served. */
class HostileInputTest {
    private static final String SMUGGLED = "GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String POST = "POST /v1/chat/completions HTTP/1.1\r\n";

    private static FrontFixture front;

    @BeforeAll
    static void start() throws Exception {
        front = FrontFixture.echoing();
    }

    @AfterAll
    static void stop() {
        front.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void hostileInputIsRefusedAndTheConnectionClosed(String name, int status, String input) throws Exception {
        int before = front.calls();
        try (var client = front.connect()) {
            client.sendAnyhow((input + SMUGGLED).getBytes(ISO_8859_1));
            String all = client.rest();
            assertThat(all).startsWith("HTTP/1.1 " + status + " ").contains("{\"error\":{\"message\":");
            assertThat(all).contains("x-request-id: req_").contains("connection: close");
            assertThat(all.split("HTTP/1\\.1 \\d", -1)).as("one reply").hasSize(2);
        }
        assertThat(front.calls()).isEqualTo(before);
    }

    static List<Arguments> hostile() {
        var all = new ArrayList<Arguments>();
        hosts(all);
        lines(all);
        targets(all);
        framing(all);
        twice(all);
        chunks(all);
        sizes(all);
        return all;
    }

    private static void hosts(List<Arguments> all) {
        add(all, "no host", 400, "GET /v1/models HTTP/1.1\r\n\r\n");
        add(all, "two hosts", 400, get("Host: a", "Host: a"));
        add(all, "two hosts in two cases", 400, get("Host: a", "hOST: b"));
        for (String host :
                List.of("", "a b", "a,b", "a/b", "user@a", "a:b", "a:1:2", "[::1", "[::1]x", ":80", "a\u00e9")) {
            add(all, "host " + host, 400, get("Host: " + host));
        }
        add(all, "NUL in host", 400, get("Host: a\0b"));
    }

    private static void lines(List<Arguments> all) {
        for (String version :
                List.of("HTTP/9.9", "http/1.1", "HTTP/2.0", "HTTP/1.2", "HTTP/0.9", "HTTP/1.10", "HTTQ/1.1")) {
            add(all, "version " + version, 400, "GET /v1/models " + version + "\r\nHost: a\r\n\r\n");
        }
        for (String method : List.of("get", "FROB", "CONNECT", "TRACE", "Post")) {
            add(all, "method " + method, 405, method + " /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
        }
        add(all, "two spaces in the request line", 400, "GET  /v1/models HTTP/1.1\r\nHost: a\r\n\r\n");
        add(all, "tab in the request line", 400, "GET\t/v1/models\tHTTP/1.1\r\nHost: a\r\n\r\n");
        add(all, "bare LF after the request line", 400, "GET /v1/models HTTP/1.1\nHost: a\r\n\r\n");
        add(all, "bare LF after a header", 400, "GET /v1/models HTTP/1.1\r\nHost: a\nX: b\r\n\r\n");
        add(all, "space before the colon", 400, get("Host: a", "X : b"));
        add(all, "no colon", 400, get("Host: a", "broken"));
        add(all, "empty header name", 400, get("Host: a", ": b"));
        add(all, "NUL in a header name", 400, get("Host: a", "X\0: b"));
        add(all, "NUL in a header value", 400, get("Host: a", "X: b\0c"));
        add(all, "CR in a header value", 400, get("Host: a", "X: b\rc"));
        for (String ahead : List.of(" ", "\t", "\0", "\u000b", "\u001f", "\r\n ", "\r\n\r\n\0", "\u0085", "\u00a0")) {
            add(all, "ahead of the method: " + ahead, 400, ahead + get("Host: a"));
        }
        add(all, "first header folded", 400, get(" Host: a"));
    }

    private static void targets(List<Arguments> all) {
        for (String target : List.of(
                "*",
                "v1/models",
                "http://a/v1/models",
                "/v1/models#x",
                "/v1\\models",
                "/v1/models\u00e9",
                "/v1/mod\u0001els",
                "/v1/models%00",
                "/v1/models%0d%0a",
                "/v1%2fmodels",
                "/v1%5cmodels",
                "/v1/models/%zz",
                "/v1/models/%2",
                "/v1/models/%",
                "/v1/../v1/models",
                "/v1/models/..",
                "/v1/./models",
                "/v1/%2e%2e/v1/models",
                "/v1/models/..%2f..%2fadmin",
                "/v1/models/\u007f")) {
            add(all, "target " + target, 400, "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        }
    }

    private static void framing(List<Arguments> all) {
        String body = "\r\n\r\n" + CHAT;
        String length = "Content-Length: " + CHAT.length();
        String coding = "Transfer-Encoding: ";
        String chunked = "\r\n\r\n" + Integer.toHexString(CHAT.length()) + "\r\n" + CHAT + "\r\n0\r\n\r\n";
        add(all, "length and chunked", 400, POST + "Host: a\r\n" + length + "\r\n" + coding + "chunked" + chunked);
        add(all, "chunked and length", 400, POST + "Host: a\r\n" + coding + "chunked\r\n" + length + chunked);
        add(all, "two lengths", 400, POST + "Host: a\r\n" + length + "\r\nContent-Length: 1" + body);
        add(all, "two equal lengths", 400, POST + "Host: a\r\n" + length + "\r\n" + length + body);
        add(all, "a list of lengths", 400, POST + "Host: a\r\n" + length + ", 1" + body);
        for (String value : List.of("-1", "+5", "0x5", "5 5", "1e2", "99999999999999999999", "", "\u00b2")) {
            add(all, "length " + value, 400, POST + "Host: a\r\nContent-Length: " + value + body);
        }
        for (String value : List.of(
                "identity, chunked",
                "gzip, chunked",
                "chunked, chunked",
                "chunked, identity",
                "gzip",
                "xchunked",
                "identity",
                "chunked;q=1",
                "\"chunked\"",
                "chunked,",
                "")) {
            add(all, "coding " + value, 400, POST + "Host: a\r\n" + coding + value + chunked);
        }
        add(
                all,
                "identity and chunked apart",
                400,
                POST + "Host: a\r\n" + coding + "identity\r\n" + coding + "chunked" + chunked);
        add(all, "chunked twice", 400, POST + "Host: a\r\n" + coding + "chunked\r\n" + coding + "chunked" + chunked);
        add(
                all,
                "chunked in 1.0",
                400,
                "POST /v1/chat/completions HTTP/1.0\r\nHost: a\r\n" + coding + "chunked" + chunked);
        add(all, "no length", 400, POST + "Host: a" + body);
        add(all, "coding in a name of its own", 400, POST + "Host: a\r\nTransfer_Encoding: chunked" + chunked);
        add(all, "another expectation", 417, POST + "Host: a\r\nExpect: a-miracle\r\n" + length + body);
    }

    private static void twice(List<Arguments> all) {
        for (String header : List.of(
                "Authorization: Bearer b",
                "Content-Type: text/plain",
                "Content-Encoding: identity",
                "Expect: a-miracle",
                "X-Api-Key: b")) {
            String name = header.substring(0, header.indexOf(':'));
            String first = switch (name) {
                case "Content-Type" -> "application/json";
                case "Expect" -> "100-continue";
                default -> "a";
            };
            String length = "\r\nContent-Length: " + CHAT.length() + "\r\n\r\n" + CHAT;
            add(all, "two of " + name, 400, POST + "Host: a\r\n" + name + ": " + first + "\r\n" + header + length);
        }
    }

    private static void chunks(List<Arguments> all) {
        String head = POST + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        for (String size : List.of("0x2", "-2", "+2", "G", "", " 2", "2 2", "ffffffffffffffff", "2\n", "2;a=\"\n\"")) {
            add(all, "chunk size " + size, 400, head + size + "\r\n{}\r\n0\r\n\r\n");
        }
        add(all, "chunk longer than its size", 400, head + "2\r\n{}}\r\n0\r\n\r\n");
        add(all, "bare LF after a chunk", 400, head + "2\r\n{}\n0\r\n\r\n");
        add(all, "chunk extension too long", 400, head + "2;" + "x".repeat(9_000) + "\r\n{}\r\n0\r\n\r\n");
        add(all, "trailers too large", 431, head + "2\r\n{}\r\n0\r\nX: " + "x".repeat(40_000) + "\r\n\r\n");
        add(all, "bare CR after a chunk size", 400, head + "2\r{}\r\n0\r\n\r\n");
    }

    private static void sizes(List<Arguments> all) {
        add(all, "request line too long", 414, "GET /v1/models?" + "x".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        add(all, "header too long", 431, get("Host: a", "X: " + "x".repeat(40_000)));
        add(all, "headers too large", 431, get("Host: a\r\n" + "X: 1234567890\r\n".repeat(4_000) + "Y: z"));
        add(all, "too many headers", 431, get("Host: a\r\n" + "X: 1\r\n".repeat(101) + "Y: z"));
        add(all, "length above the limit", 413, POST + "Host: a\r\nContent-Length: 40000000\r\n\r\n{}");
        add(all, "compressed unknown", 415, POST + "Host: a\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}");
        add(
                all,
                "compressed twice",
                415,
                POST + "Host: a\r\nContent-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n{}");
    }

    @ParameterizedTest
    @MethodSource("garbage")
    void garbageIsNeverServed(String input) throws Exception {
        int before = front.calls();
        try (var client = front.connect()) {
            client.sendAnyhow(input.getBytes(ISO_8859_1));
            client.finishSending();
            String all = client.rest();
            assertThat(all).matches("(?s)|HTTP/1\\.1 4.*");
        }
        assertThat(front.calls()).isEqualTo(before);
    }

    static Stream<String> garbage() {
        return Stream.of(
                "",
                "\r\n\r\n",
                "\0\0\0\0",
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003",
                "GET",
                "GET /v1/models",
                "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n" + SMUGGLED,
                "PRI * HTTP/1.1\r\nHost: a\r\n\r\n" + SMUGGLED.substring(0, 3),
                "GET /v1/models HTTP/1.1\rHost: a\r\r",
                POST + "Host: a\r\nContent-Length: 100\r\n\r\n{",
                POST + "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{");
    }

    @Test
    void foldedHeaderIsNotAnotherRequest() throws Exception {
        int before = front.calls();
        try (var client = front.connect()) {
            client.send("GET /v1/models HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX: b\r\n GET /x HTTP/1.1\r\n\r\n");
            assertThat(client.rest().split("HTTP/1\\.1 \\d", -1)).hasSize(2);
        }
        assertThat(front.calls()).isLessThanOrEqualTo(before + 1);
    }

    @Test
    void refusalOfARequestWithoutABodyKeepsTheConnection() throws Exception {
        try (var client = front.connect()) {
            assertThat(client.send("GET /v1/%2e%2e/x HTTP/1.1\r\nHost: a\r\n\r\n")
                            .reply()
                            .status())
                    .isEqualTo(400);
            assertThat(client.send(SMUGGLED).reply().status()).isEqualTo(200);
        }
    }

    private static String get(String... headers) {
        return "GET /v1/models HTTP/1.1\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
    }

    private static void add(List<Arguments> all, String name, int status, String input) {
        all.add(Arguments.of(
                name.codePoints().allMatch(c -> c > ' ' - 1 && c < 127) ? name : "unprintable " + all.size(),
                status,
                input));
    }
}
