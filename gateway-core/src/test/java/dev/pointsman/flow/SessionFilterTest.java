package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.api.Usage;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Models;
import dev.pointsman.session.SessionSettings;
import dev.pointsman.session.Sessions;
import dev.pointsman.session.SharedSessions;
import dev.pointsman.testing.ManualLoop;
import dev.pointsman.testing.RecordingSink;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionFilterTest {
    private final ManualLoop loop = new ManualLoop();
    private final SessionFilter filter = new SessionFilter(Sessions.of(
            SessionSettings.from(Yaml.of("{ by: header.x-chat }").node()),
            Models.catalog(),
            null,
            loop,
            SharedSessions.NONE));
    private String model = "large";

    @Test
    void theReplySaysWhatBecameOfTheConversation() {
        assertThat(became(answered("s1"))).isEqualTo("new");
        assertThat(became(answered("s1"))).isEqualTo("kept");
        model = "small";
        assertThat(became(answered("s1"))).isEqualTo("moved");
        assertThat(became(answered("s1"))).isEqualTo("kept");
        assertThat(became(answered("s2"))).isEqualTo("new");
        loop.advance(Duration.ofMinutes(11));
        assertThat(became(answered("s1"))).isEqualTo("new");
    }

    @Test
    void routingIsToldWhoAnsweredBefore() {
        answered("s1");

        Exchange exchange = answered("s1");

        assertThat(exchange.conversation().model()).isEqualTo("large");
        assertThat(exchange.conversation().warm().get(0).deployment()).isEqualTo("p/large");
        assertThat(answered("s3").conversation()).isNull();
    }

    @Test
    void aRequestWithoutAConversationPassesUntouched() {
        Exchange exchange = exchange(Headers.NONE);
        RecordingSink sink = new RecordingSink();
        ResponseSink[] passed = new ResponseSink[1];

        FilterChain.of(List.of(filter, (same, given, next) -> passed[0] = given))
                .proceed(exchange, sink);

        assertThat(passed[0]).isSameAs(sink);
    }

    @Test
    void aConversationThatIsNotKnownHereWaitsToHearOfOthers() {
        Others others = new Others();
        SessionFilter shared = new SessionFilter(sessions(loop, others));
        Exchange first = exchange(Headers.of("x-chat", "s1"));
        answered(shared, first);
        others.answer(0);
        assertThat(others.kept).isNotNull();
        ManualLoop elsewhere = new ManualLoop();
        SessionFilter other = new SessionFilter(sessions(elsewhere, others));
        Exchange second = exchange(Headers.of("x-chat", "s1"));

        answered(other, second);
        assertThat(second.model()).as("it waits").isNull();
        others.answer(Duration.ofMinutes(4).toNanos());

        assertThat(became(second)).isEqualTo("kept");
        assertThat(second.conversation().model()).isEqualTo("large");
        assertThat(second.conversation().warm().get(0).deployment()).isEqualTo("p/large");
        answered(other, exchange(Headers.of("x-chat", "s1")));
        assertThat(others.asked).as("now it is known here, too").isEmpty();
    }

    @Test
    void whatOthersRememberIsForgottenInItsTimeAndPromptsCoolDown() {
        Others others = new Others();
        answered(new SessionFilter(sessions(loop, others)), exchange(Headers.of("x-chat", "s1")));
        others.answer(0);
        Exchange cold = exchange(Headers.of("x-chat", "s1"));
        answered(new SessionFilter(sessions(loop, others)), cold);
        others.answer(Duration.ofMinutes(6).toNanos());
        Exchange forgotten = exchange(Headers.of("x-chat", "s1"));
        answered(new SessionFilter(sessions(loop, others)), forgotten);
        others.answer(Duration.ofMinutes(11).toNanos());

        assertThat(became(cold)).isEqualTo("kept");
        assertThat(cold.conversation().warm()).isEmpty();
        assertThat(became(forgotten)).isEqualTo("new");
    }

    @Test
    void whatIsNoConversationIsNothing() {
        Others others = new Others();
        for (byte[] broken :
                List.of(new byte[0], new byte[] {1}, new byte[] {2, 0, 1, 65, 0}, new byte[] {1, 0, 1, 65, 9})) {
            others.kept = broken;
            Exchange exchange = exchange(Headers.of("x-chat", "s1"));
            answered(new SessionFilter(sessions(loop, others)), exchange);
            others.answer(0);
            assertThat(became(exchange)).isEqualTo("new");
        }
    }

    @Test
    void aClientThatLeavesMeanwhileEndsIt() {
        Others others = new Others();
        Exchange exchange = exchange(Headers.of("x-chat", "s1"));
        RecordingSink sink = answered(new SessionFilter(sessions(loop, others)), exchange);

        exchange.cancel(new GatewayException(ErrorKind.CLIENT_GONE, "gone"));
        others.answer(0);

        assertThat(sink.error().kind()).isEqualTo(ErrorKind.CLIENT_GONE);
        assertThat(exchange.model()).isNull();
    }

    private static Sessions sessions(ManualLoop clock, SharedSessions others) {
        return Sessions.of(
                SessionSettings.from(
                        Yaml.of("{ by: header.x-chat, shared: true }").node()),
                Models.catalog(),
                null,
                clock,
                others);
    }

    private RecordingSink answered(SessionFilter asked, Exchange exchange) {
        RecordingSink sink = new RecordingSink();
        FilterChain.of(List.of(asked, (same, given, next) -> {
                    same.answeredBy("large", "p/large");
                    same.usage(new Usage(2000, 0, 0, 10, 0));
                    given.start(ReplyHead.eventStream());
                    given.complete();
                }))
                .proceed(exchange, sink);
        return sink;
    }

    /** Other gateways, which answer when the test says so. */
    private static final class Others implements SharedSessions {
        private final List<Finding> asked = new ArrayList<>();
        private byte @Nullable [] kept;

        @Override
        public void find(String name, Duration within, ScheduledExecutorService loop, Finding finding) {
            asked.add(finding);
        }

        @Override
        public void put(String name, byte[] remembered, Duration keep) {
            kept = remembered;
        }

        void answer(long ageNanos) {
            List<Finding> now = List.copyOf(asked);
            asked.clear();
            now.forEach(each -> {
                if (kept == null) {
                    each.nothing();
                } else {
                    each.found(kept, ageNanos);
                }
            });
        }
    }

    @Test
    void aReplyThatBreaksOffIsNotRemembered() {
        Exchange exchange = exchange(Headers.of("x-chat", "s1"));
        RecordingSink sink = new RecordingSink();
        FilterChain.of(List.of(filter, (same, given, next) -> {
                    same.answeredBy("large", "p/large");
                    given.start(ReplyHead.eventStream());
                    given.data(new byte[] {1});
                    given.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "gone"));
                }))
                .proceed(exchange, sink);

        assertThat(sink.error()).isNotNull();
        assertThat(became(answered("s1"))).isEqualTo("new");
    }

    @Test
    void anAnswerOfTheGatewayItselfIsNotRemembered() {
        Exchange exchange = exchange(Headers.of("x-chat", "s1"));
        FilterChain.of(List.of(filter, (same, given, next) -> {
                    given.start(ReplyHead.json(0));
                    given.complete();
                }))
                .proceed(exchange, new RecordingSink());

        assertThat(exchange.replyHeaders()).isEmpty();
        assertThat(became(answered("s1"))).isEqualTo("new");
    }

    private Exchange answered(String session) {
        Exchange exchange = exchange(Headers.of("x-chat", session));
        RecordingSink sink = new RecordingSink();
        FilterChain.of(List.of(filter, (same, given, next) -> {
                    same.answeredBy(model, "p/" + model);
                    given.start(ReplyHead.eventStream());
                    given.data("hello".getBytes(StandardCharsets.UTF_8));
                    same.usage(new Usage(3000, 0, 0, 20, 0));
                    given.complete();
                }))
                .proceed(exchange, sink);
        assertThat(sink.completed()).isTrue();
        return exchange;
    }

    private Exchange exchange(Headers headers) {
        byte[] body = "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        ApiRequest request = ApiRequest.parse(Endpoint.CHAT_COMPLETIONS, "/v1/chat/completions", headers, body);
        return new Exchange("req-1", request, loop, loop);
    }

    private static String became(Exchange exchange) {
        int at = exchange.replyHeaders().indexOf("x-gateway-session");
        return exchange.replyHeaders().get(at + 1);
    }
}
