package dev.pointsman.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.catalog.Deployment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no adapter may take for an answer, whatever its provider sends with status 200; a subclass gives one to test. */
public abstract class GarbageContractTest {
    private static final Deployment DEPLOYMENT = new Deployment("it", "upstream-model", 1, null, Map.of());
    private static final String[] TYPES = {"application/json", "text/event-stream", "text/html", "", "image/png"};

    protected abstract ProviderAdapter adapter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n\n\n",
                "<html><title>502</title></html>",
                "null",
                "[]",
                "{}",
                "42",
                "\"text\"",
                "{\"choices\":",
                "{\"type\":\"message\",\"content\":\"not a list\"}",
                "{\"error\":{\"message\":\"no\"}}",
                "{\"error\":\"no\"}",
                "data: <html>\n\ndata: <html>\n\n",
                "data: {}\n\n",
                "data: []\n\n",
                "data: [DONE]\n\n",
                "data: {\"error\":{\"message\":\"no\",\"type\":\"overloaded_error\"}}\n\n",
                "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n",
                ": ping\n\n: ping\n\n"
            })
    void garbageIsAFailure(String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        for (boolean stream : new boolean[] {false, true}) {
            for (String type : TYPES) {
                RecordedReply reply = answered(stream, type, bytes, bytes.length + 1);

                failed(reply, type + " " + stream);
            }
        }
    }

    @Test
    void bytesThatAreNoTextAreAFailure() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            byte[] bytes = new byte[random.nextInt(3000)];
            random.nextBytes(bytes);
            boolean stream = random.nextBoolean();

            failed(answered(stream, TYPES[random.nextInt(2)], bytes, 1 + random.nextInt(100)), "round " + round);
        }
    }

    @Test
    void anEndlessEventIsAFailure() {
        byte[] piece = "x".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        ApiRequest request = AdapterContractTest.chat(true);
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter().decoder(request, DEPLOYMENT);
        decoder.head(200, Headers.of("content-type", "text/event-stream"), reply);
        decoder.data("data: {\"a\":\"".getBytes(StandardCharsets.UTF_8), reply);
        for (int i = 0; i < 64 && reply.failure() == null; i++) {
            decoder.data(piece.clone(), reply);
        }

        failed(reply, "64 MB in one event");
    }

    private static void failed(RecordedReply reply, String what) {
        assertThat(reply.ended()).as(what).isFalse();
        GatewayException failure = reply.failure();
        assertThat(failure).as(what).isNotNull();
        assertThat(failure.status()).isBetween(400, 599);
        assertThat(reply.outputText()).isEmpty();
    }

    private RecordedReply answered(boolean stream, String type, byte[] bytes, int step) {
        RecordedReply reply = new RecordedReply();
        ReplyDecoder decoder = adapter().decoder(AdapterContractTest.chat(stream), DEPLOYMENT);
        decoder.head(200, type.isEmpty() ? Headers.NONE : Headers.of("content-type", type), reply);
        for (int from = 0; from < bytes.length; from += step) {
            if (reply.failure() == null) {
                decoder.data(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)), reply);
            }
        }
        if (reply.failure() == null) {
            decoder.end(reply);
        }
        return reply;
    }
}
