package dev.pointsman.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every {@link ProviderAdapter} promises; a subclass gives one to test, with recorded replies to chat requests. */
public abstract class AdapterContractTest {
    private static final Deployment DEPLOYMENT = new Deployment("it", "upstream-model", 1, null, Map.of());
    private static final List<String> BODIES = List.of(
            "",
            " \n",
            "null",
            "true",
            "42",
            "[]",
            "{}",
            "\"text\"",
            "{\"error\":null}",
            "{\"error\":[]}",
            "{\"error\":{\"message\":{\"a\":[1]},\"code\":[],\"type\":5}}",
            "{\"error\":{\"message\":\"\\u0000\"}}",
            "[{\"error\":{\"message\":\"in a list\"}}]",
            "{\"detail\":[{\"loc\":[\"body\",3],\"msg\":null}]}",
            "{\"error\":{\"message\":\"cut",
            "<html><title>502",
            "<!DOCTYPE html><h1>Bad</h1>",
            "\u0000\u0001",
            "x".repeat(70_000),
            "[".repeat(5000));

    protected abstract ProviderAdapter adapter();

    /** A key that the adapter was made with and must not tell; "" where it has none. */
    protected abstract String key();

    /** Bytes of a whole reply to {@link #chat} with {@code stream} false. */
    protected abstract String plainReply();

    /** Bytes of a whole reply to {@link #chat} with {@code stream} true. */
    protected abstract String streamedReply();

    /** Content types of the two. */
    protected String contentType(boolean stream) {
        return stream ? "text/event-stream" : "application/json";
    }

    protected static ApiRequest chat(boolean stream) {
        return chat(stream, "");
    }

    private static ApiRequest chat(boolean stream, String more) {
        String body = "{\"model\":\"public-name\",\"stream\":" + stream + more
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Grüße 😀\"}]}";
        Headers headers = Headers.of(
                "content-type",
                "application/json",
                "authorization",
                "Bearer client-key",
                "cookie",
                "a=b",
                "x-stainless-lang",
                "java",
                "connection",
                "close");
        return ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS, "/v1/chat/completions", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCallHasAMethodAPathAndLowerCaseHeaders() {
        UpstreamRequest call = adapter().encode(chat(false), DEPLOYMENT);

        assertThat(call.method()).isEqualTo("POST");
        assertThat(call.path()).startsWith("/").doesNotContain(" ");
        assertThat(call.headers().size() % 2).isZero();
        for (int i = 0; i < call.headers().size(); i += 2) {
            assertThat(call.headers().get(i)).isLowerCase();
        }
        assertThat(call.headers()).doesNotContain("host", "content-length", "transfer-encoding", "accept-encoding");
    }

    @Test
    void theClientsOwnHeadersStayHere() {
        UpstreamRequest call = adapter().encode(chat(false), DEPLOYMENT);

        assertThat(call.headers()).doesNotContain("Bearer client-key", "cookie", "x-stainless-lang", "connection");
    }

    @Test
    void theUpstreamNameOfTheModelIsAskedForAndThePublicOneIsNot() {
        UpstreamRequest call = adapter().encode(chat(true), DEPLOYMENT);

        String sent = call.path() + new String(call.body().toArray(), StandardCharsets.UTF_8);
        assertThat(sent)
                .contains("upstream-model")
                .doesNotContain("public-name")
                .contains("Grüße 😀");
    }

    @Test
    void chatIsServed() {
        assertThat(adapter().serves(Endpoint.CHAT_COMPLETIONS)).isTrue();
    }

    @Test
    void aWholeReplyEndsOnceWithOutputAndUsage() {
        for (boolean stream : new boolean[] {false, true}) {
            RecordedReply reply = decoded(stream, List.of(bytes(stream)));

            assertThat(reply.failure()).isNull();
            assertThat(reply.ended()).isTrue();
            assertThat(reply.outputText()).isNotEmpty();
            assertThat(reply.usage()).isNotNull();
            assertThat(reply.finishReasons()).isNotEmpty();
        }
    }

    @Test
    void aReplyIsTheSameHoweverItIsCut() {
        for (ApiRequest request : asked()) {
            byte[] all = bytes(request.facts().stream());
            RecordedReply whole = decoded(request, List.of(all));
            List<List<byte[]>> cuts = new ArrayList<>();
            cuts.add(pieces(all, new Random(1), 1));
            for (int at = 1; at < all.length; at++) {
                cuts.add(List.of(Arrays.copyOf(all, at), Arrays.copyOfRange(all, at, all.length)));
            }
            Random random = new Random(11);
            for (int i = 0; i < 20; i++) {
                cuts.add(pieces(all, random, 64));
            }
            for (List<byte[]> cut : cuts) {
                RecordedReply again = decoded(request, cut);
                assertThat(again.text()).isEqualTo(whole.text());
                assertThat(again.usage()).isEqualTo(whole.usage());
                assertThat(again.finishReasons()).isEqualTo(whole.finishReasons());
            }
        }
    }

    @Test
    void aReplyHoldsToTheLawsOfChat() {
        for (ApiRequest request : asked()) {
            boolean stream = request.facts().stream();
            ChatLaws.hold(
                    decoded(request, List.of(bytes(stream))),
                    stream,
                    request.facts().includeUsage());
        }
    }

    @Test
    void aReplyThatIsCutShortNeverEndsWell() {
        for (boolean stream : new boolean[] {false, true}) {
            byte[] all = bytes(stream);
            for (int length = 0; length < all.length / 2; length++) {
                RecordedReply reply = decoded(stream, List.of(Arrays.copyOf(all, length)));

                assertThat(reply.ended()).as("cut after %d bytes", length).isFalse();
                assertThat(reply.failure()).isNotNull();
            }
        }
    }

    @Test
    void eachDecoderBeginsAnew() {
        ProviderAdapter adapter = adapter();
        RecordedReply first = new RecordedReply();
        adapter.decoder(chat(true), DEPLOYMENT).head(200, headers(true), first);

        RecordedReply second = decoded(true, List.of(bytes(true)));

        assertThat(second.ended()).isTrue();
    }

    @Test
    void anyRefusalBecomesAFailureOfBoundedLengthWithoutAKey() {
        List<String> bodies = new ArrayList<>(BODIES);
        bodies.add("{\"error\":{\"message\":\"Incorrect API key provided: " + key() + ".\"}}");
        for (int status = 300; status < 600; status++) {
            for (String body : bodies) {
                GatewayException failure =
                        adapter().failure(status, Headers.NONE, body.getBytes(StandardCharsets.UTF_8));

                assertThat(failure.text())
                        .isNotEmpty()
                        .hasSizeLessThanOrEqualTo(4200)
                        .doesNotContain("\u0000");
                assertThat(failure.status()).isBetween(400, 599);
                if (!key().isEmpty()) {
                    assertThat(failure.text()).doesNotContain(key());
                }
            }
        }
    }

    @Test
    void wordsOfTheProviderAreToldFromOurOwn() {
        for (int status : new int[] {400, 401, 429, 500, 503}) {
            byte[] body = "{\"error\":{\"message\":\"you said abracadabra\"}}".getBytes(StandardCharsets.UTF_8);
            GatewayException quoted = adapter().failure(status, Headers.NONE, body);

            assertThat(quoted.quotesProvider())
                    .as("%d: %s", status, quoted.text())
                    .isEqualTo(quoted.text().contains("abracadabra"));
            assertThat(adapter().failure(status, Headers.NONE, new byte[0]).quotesProvider())
                    .isFalse();
        }
    }

    @Test
    void e38_odd_waits_are_no_waits() {
        for (String wait :
                new String[] {"", " ", "-1", "soon", "NaN", "Infinity", "1e999", "99999999999999999999", "0x1", "1,5"
                }) {
            Headers headers = Headers.of("retry-after", wait, "retry-after-ms", wait, "x-ratelimit-reset-tokens", wait);

            assertThatCode(() -> assertThat(
                                    adapter().failure(429, headers, new byte[0]).retryAfter())
                            .isNull())
                    .as("retry-after: %s", wait)
                    .doesNotThrowAnyException();
        }
    }

    /** Bytes of {@link #streamedReply} or {@link #plainReply}; another where a stream is no text. */
    protected byte[] bytes(boolean stream) {
        return (stream ? streamedReply() : plainReply()).getBytes(StandardCharsets.UTF_8);
    }

    private Headers headers(boolean stream) {
        return Headers.of("content-type", contentType(stream));
    }

    /** Asked for whole, as a stream, and as a stream with its usage. */
    private static List<ApiRequest> asked() {
        return List.of(chat(false), chat(true), chat(true, ",\"stream_options\":{\"include_usage\":true}"));
    }

    private RecordedReply decoded(boolean stream, List<byte[]> pieces) {
        return decoded(chat(stream), pieces);
    }

    private RecordedReply decoded(ApiRequest request, List<byte[]> pieces) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter().decoder(request, DEPLOYMENT);
        decoder.head(200, headers(request.facts().stream()), reply);
        for (byte[] piece : pieces) {
            if (!reply.ended() && reply.failure() == null) {
                decoder.data(piece, reply);
            }
        }
        decoder.end(reply);
        return reply;
    }

    private static List<byte[]> pieces(byte[] all, Random random, int most) {
        List<byte[]> pieces = new ArrayList<>();
        for (int from = 0; from < all.length; ) {
            int to = Math.min(all.length, from + 1 + random.nextInt(most));
            pieces.add(Arrays.copyOfRange(all, from, to));
            from = to;
        }
        return pieces;
    }
}
