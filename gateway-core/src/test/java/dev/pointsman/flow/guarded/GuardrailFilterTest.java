package dev.pointsman.flow.guarded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.flow.Filter;
import dev.pointsman.guardrail.TextFinder;
import dev.pointsman.guardrail.TextFinderFactory;
import dev.pointsman.telemetry.GuardrailMeters;
import dev.pointsman.testing.FakeTransport;
import dev.pointsman.testing.RecordingSink;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardrailFilterTest {
    private static final String REDACT = "[ { name: pii, find: all, do: redact } ]";
    private static final String HOOK =
            "[ { name: hook, webhook: { url: 'http://hooks.test:81/check?a=1', secret: $HOOK, on_error: %s } } ]";

    @Test
    void withoutGuardrailsThereIsNoFilter() {
        var means = new GuardrailFilter.Means(
                new FakeTransport(), Runnable::run, new GuardrailMeters(new SimpleMeterRegistry()));
        assertThat(GuardrailFilter.of(List.of(), means)).isSameAs(Filter.NONE);
    }

    @Test
    void aRequestIsRedactedInItsBytes() {
        Guarded guarded = new Guarded(REDACT);
        String body =
                "{ \"model\":\"auto\", \"messages\":[{\"role\":\"user\",\"name\":\"a@b.example\",\"content\":[{\"type\":\"text\","
                        + "\"text\":\"I am a\\u0040b.example, café\"},{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://10.0.0.1/x\"}}]},"
                        + "{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"card\\\":4111111111111111}\"}}]}],"
                        + " \"metadata\":{\"mail\":\"a@b.example\"}, \"seed\":1.0 }";

        guarded.ask(Endpoint.CHAT_COMPLETIONS, body);

        assertThat(guarded.sent())
                .isEqualTo(body.replace("I am a\\u0040b.example, café", "I am [email], café")
                        .replace("4111111111111111", "\\\"[card]\\\""));
        guarded.whole("{\"choices\":[]}");
        assertThat(guarded.header()).isEqualTo("pii;redact=2");
        assertThat(guarded.exchange().request().prompt().lastUser()).contains("[email]");
        assertThat(guarded.counted("pii", "redact", "request")).isEqualTo(2);
    }

    @Test
    void otherDialectsAreRedactedToo() {
        Guarded guarded = new Guarded(REDACT);
        guarded.ask(
                Endpoint.MESSAGES,
                "{\"model\":\"m\",\"max_tokens\":5,\"system\":\"mail x@y.example\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\","
                        + "\"tool_use_id\":\"t\",\"content\":\"call +49 30 1234 5678\"}]}]}");
        assertThat(guarded.sent()).contains("mail [email]").contains("call [phone]");
        guarded.ask(
                Endpoint.RESPONSES,
                "{\"model\":\"m\",\"input\":\"mail x@y.example\",\"instructions\":\"not x@y.example\"}");
        assertThat(guarded.sent()).contains("mail [email]").contains("not [email]");
        guarded.ask(Endpoint.EMBEDDINGS, "{\"model\":\"m\",\"input\":[\"x@y.example\"]}");
        assertThat(guarded.sent()).contains("[\"[email]\"]");
    }

    @Test
    void aBlockedRequestIsAnsweredWithItsErrorAndCallsNobody() {
        Guarded guarded = new Guarded("[ { name: no-falcon, words: [falcon], do: block } ]");

        RecordingSink sink = guarded.chat("tell me of Falcon");

        assertThat(guarded.asked()).isFalse();
        assertThat(sink.error()).isNotNull();
        assertThat(sink.error().kind()).isEqualTo(ErrorKind.GUARDRAIL);
        assertThat(sink.error().status()).isEqualTo(400);
        assertThat(sink.error().code()).isEqualTo("content_filter");
        assertThat(sink.error().text()).contains("no-falcon").doesNotContain("Falcon\"");
        assertThat(guarded.header()).isEqualTo("no-falcon;block=1");
        assertThat(guarded.counted("no-falcon", "block", "request")).isEqualTo(1);
    }

    @Test
    void guardrailsHoldForTheirKeysOnly() {
        Guarded guarded = new Guarded(
                "[ { name: a, on: request, words: [falcon], do: block, keys: [ops], teams: [blue], models: [auto] } ]");
        assertThat(guarded.chat("falcon").error()).isNull();
        assertThat(guarded.as("ops").chat("falcon").error()).isNotNull();
    }

    @Test
    void aGuardrailOfRequestsLeavesTheReplyUntouched() {
        Guarded guarded = new Guarded("[ { name: a, on: request, find: all, do: redact } ]");
        RecordingSink sink = guarded.chat("mail x@y.example");
        guarded.stream("data: {\"choices\":[{\"delta\":{\"content\":\"x@y.exa");
        assertThat(sink.body()).endsWith("x@y.exa");
        assertThat(guarded.header()).isEqualTo("a;redact=1");
    }

    @Test
    void aLargeRequestIsLookedThroughOnTheWorkerAndAClientThatLeavesEndsIt() {
        Guarded guarded = new Guarded(REDACT);
        String text = "x ".repeat(50_000) + "x@y.example";
        RecordingSink sink = guarded.chat(text);
        assertThat(guarded.asked()).isFalse();
        guarded.later.remove(0).run();
        guarded.loop.turn();
        assertThat(guarded.sent()).endsWith("x [email]\"}]}");
        assertThat(sink.ended()).isFalse();

        RecordingSink left = guarded.chat(text);
        guarded.exchange().cancel();
        guarded.later.remove(0).run();
        guarded.loop.turn();
        assertThat(left.error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(guarded.asked()).isFalse();
    }

    @Test
    void aWholeReplyIsRedactedInItsBytesAndLosesWhatSpellsIt() {
        Guarded guarded = new Guarded("[ { name: pii, on: reply, find: all, do: redact } ]");
        RecordingSink sink = guarded.chat("hi");
        String body =
                "{\"id\":\"a@b.example\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Write to a@b.example\"},"
                        + "\"logprobs\":{\"content\":[{\"token\":\"a\"}]},\"finish_reason\":\"stop\"}],\"usage\":{\"x\":1.50}}";

        guarded.whole(body);

        assertThat(sink.body())
                .isEqualTo(body.replace("to a@b.example", "to [email]")
                        .replace("{\"content\":[{\"token\":\"a\"}]}", "null"));
        assertThat(sink.head().bodyBytes()).isEqualTo(Guarded.bytes(sink.body()).length);
        assertThat(guarded.header()).isEqualTo("pii;redact=1");
    }

    @Test
    void aBlockedWholeReplyIsAnErrorWithItsStatus() {
        Guarded guarded = new Guarded("[ { name: pii, on: reply, find: card, do: block } ]");
        RecordingSink sink = guarded.chat("hi");
        guarded.whole("{\"choices\":[{\"message\":{\"content\":\"4111 1111 1111 1111\"}}]}");
        assertThat(sink.started()).isFalse();
        assertThat(sink.error().kind()).isEqualTo(ErrorKind.GUARDRAIL);
    }

    @Test
    void aWebhookIsAskedWithTheTextsAndMayRedact() {
        Guarded guarded = new Guarded(HOOK.formatted("block")).as("ops");
        guarded.chat("secret thing");
        assertThat(guarded.asked()).isFalse();
        var request = guarded.transport.call(0).request();
        assertThat(request.target().authority()).isEqualTo("hooks.test:81");
        assertThat(request.path()).isEqualTo("/check?a=1");
        assertThat(request.headers()).containsSequence("authorization", "Bearer hook-token");
        assertThat(guarded.question(0))
                .isEqualTo(
                        "{\"guardrail\":\"hook\",\"stage\":\"request\",\"request_id\":\"req-1\",\"endpoint\":\"chat_completions\","
                                + "\"key\":\"ops\",\"team\":\"blue\",\"model\":\"auto\",\"texts\":[\"secret thing\"]}");

        guarded.hook(0, 200, "{\"action\":\"redact\",\"texts\":[\"[x] thing\"]}");

        assertThat(guarded.sent()).contains("\"content\":\"[x] thing\"");
    }

    @Test
    void aWebhookMayBlockAWholeReplyAndAStream() {
        Guarded guarded = new Guarded(HOOK.formatted("allow"));
        RecordingSink sink = guarded.chat("hi");
        guarded.hook(0, 200, "{\"action\":\"allow\"}");
        guarded.stream(Guarded.chunk("bad "), Guarded.chunk("words")).upstream().complete();
        guarded.loop.turn();
        assertThat(sink.started()).isFalse();
        assertThat(guarded.question(1)).contains("\"stage\":\"reply\"").contains("[\"bad words\"]");
        guarded.hook(1, 200, "{\"action\":\"block\"}");
        assertThat(sink.started()).isFalse();
        assertThat(sink.error().kind()).isEqualTo(ErrorKind.GUARDRAIL);

        RecordingSink other = guarded.chat("hi");
        guarded.hook(2, 200, "{\"action\":\"allow\"}");
        guarded.stream(Guarded.chunk("good"), "data: [DONE]\n\n").upstream().complete();
        guarded.loop.turn();
        guarded.hook(3, 200, "{\"action\":\"annotate\"}");
        assertThat(other.body()).isEqualTo(Guarded.chunk("good") + "data: [DONE]\n\n");
        assertThat(other.completed()).isTrue();
        assertThat(guarded.header()).isEqualTo("hook;annotate=1");
    }

    @Test
    void aWebhookThatFailsOrIsLateAllowsOrBlocksAsThePolicySays() {
        for (String answer :
                List.of("500 {}", "302 {}", "200 no json", "200 {\"action\":\"redact\",\"texts\":[]}", "late")) {
            Guarded blocks = new Guarded(HOOK.formatted("block"));
            RecordingSink sink = blocks.chat("hi");
            answer(blocks, answer);
            assertThat(sink.error()).as(answer).isNotNull();
            assertThat(sink.error().kind()).isEqualTo(ErrorKind.GUARDRAIL);

            Guarded allows = new Guarded(HOOK.formatted("allow"));
            allows.chat("hi");
            answer(allows, answer);
            assertThat(allows.asked()).as(answer).isTrue();
        }
    }

    private static void answer(Guarded guarded, String answer) {
        if (answer.equals("late")) {
            guarded.loop.advance(Duration.ofMillis(2_001));
            assertThat(guarded.transport.call(0).cancelled()).isTrue();
        } else {
            guarded.hook(0, Integer.parseInt(answer.substring(0, 3)), answer.substring(4));
        }
    }

    @Test
    void aPlugInThatThrowsFailsItsRequestOnly() {
        TextFinderFactory broken = new TextFinderFactory() {
            @Override
            public String type() {
                return "broken";
            }

            @Override
            public TextFinder create(ConfigNode settings) {
                return new TextFinder() {
                    @Override
                    public int longest() {
                        return 8;
                    }

                    @Override
                    public void find(String text, int from, Places places) {
                        if (text.contains("boom")) {
                            throw new IllegalArgumentException("a defect");
                        }
                    }
                };
            }
        };
        Guarded guarded = new Guarded("[ { name: a, find: [ { type: broken } ], do: block } ]", broken);
        assertThat(guarded.chat("boom").error().kind()).isEqualTo(ErrorKind.INTERNAL);
        assertThat(guarded.chat("fine").error()).isNull();
        RecordingSink sink = guarded.chat("fine");
        guarded.stream(Guarded.chunk("it goes well and well "), Guarded.chunk("boom and on it goes "));
        assertThat(guarded.cancelled()).isTrue();
        assertThat(sink.error().kind()).isEqualTo(ErrorKind.INTERNAL);
    }
}
