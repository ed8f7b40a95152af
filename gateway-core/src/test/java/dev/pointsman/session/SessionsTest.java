package dev.pointsman.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.config.Yaml;
import dev.pointsman.routing.Models;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Conversation.Warm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionsTest {
    private static final String FIRST =
            "{\"role\":\"system\",\"content\":\"be kind\"},{\"role\":\"user\",\"content\":\"hello\"}";
    private static final String MORE =
            FIRST + ",{\"role\":\"assistant\",\"content\":\"yes?\"},{\"role\":\"user\",\"content\":\"why\"}";
    private static final Usage LONG = new Usage(5000, 0, 0, 100, 0);

    private long now = -5_000_000_000_000L; // a monotonic clock may begin anywhere
    private Sessions sessions = with("{}");

    @Test
    void aConversationGoesOnWhenItsMessagesGrow() {
        assertThat(sessions.turn(chat(FIRST), "ci").going()).isNull();

        answer(chat(FIRST), "large", "anthropic/opus", LONG);

        Conversation going =
                Objects.requireNonNull(sessions.turn(chat(MORE), "ci").going());
        assertThat(going.model()).isEqualTo("large");
        assertThat(going.id()).matches("[0-9a-f]{32}");
        assertThat(sessions.turn(chat(MORE.replace("be kind", "be brief")), "ci")
                        .going())
                .isNull();
        assertThat(sessions.turn(chat(MORE.replace("hello", "help")), "ci").going())
                .isNull();
        assertThat(sessions.turn(chat(MORE.replace("yes?", "no")), "ci").going())
                .as("only the beginning counts")
                .isEqualTo(going);
    }

    @Test
    void keysNeverShareAConversation() {
        answer(chat(FIRST), "large", "anthropic/opus", LONG);

        assertThat(sessions.turn(chat(FIRST), "ci").going()).isNotNull();
        assertThat(sessions.turn(chat(FIRST), "shop").going()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "header.x-session-id | x-session-id | \"n\":1",
                "user | - | \"user\":\"s1\"",
                "metadata.chat | - | \"metadata\":{\"chat\":\"s1\"}",
                "prompt_cache_key | - | \"prompt_cache_key\":\"s1\"",
            })
    void whatTellsAConversationMakesItOneWhateverItsMessages(String by, String header, String field) {
        sessions = with("{ by: [" + by + ", conversation] }");
        Headers headers = Headers.of(header, "s1");

        answer(chat(FIRST, field, headers), "large", "anthropic/opus", LONG);

        assertThat(sessions.turn(chat("{\"role\":\"user\",\"content\":\"other\"}", field, headers), "ci")
                        .going())
                .isNotNull();
        Headers others = Headers.of(header, "s2");
        assertThat(sessions.turn(chat(FIRST, field.replace("s1", "s2"), others), "ci")
                        .going())
                .isNull();
        assertThat(sessions.turn(chat(FIRST), "ci").going())
                .as("told by its messages, which is another conversation")
                .isNull();
    }

    @Test
    void theSameTextInTwoPlacesTellsTwoConversations() {
        sessions = with("{ by: [header.a, header.b, user] }");
        answer(chat(FIRST, "\"n\":1", Headers.of("a", "x")), "large", "anthropic/opus", LONG);

        assertThat(sessions.turn(chat(FIRST, "\"n\":1", Headers.of("b", "x")), "ci")
                        .going())
                .isNull();
        assertThat(sessions.turn(chat(FIRST, "\"user\":\"x\"", Headers.NONE), "ci")
                        .going())
                .isNull();
        assertThat(sessions.turn(chat(FIRST, "\"n\":1", Headers.of("a", "")), "ci"))
                .as("an empty header tells nothing")
                .isNull();
    }

    @Test
    void whatIsNoConversationHasNone() {
        byte[] body = "{\"model\":\"m\",\"input\":\"hello\"}".getBytes(StandardCharsets.UTF_8);
        Headers headers = Headers.of("x-session-id", "s1");

        assertThat(sessions.turn(ApiRequest.parse(Endpoint.EMBEDDINGS, "/", headers, body), "ci"))
                .isNull();
        assertThat(sessions.turn(chat("{\"role\":\"system\",\"content\":\"be kind\"}"), "ci"))
                .as("nobody has said anything yet")
                .isNull();
    }

    @Test
    void marksForACacheAndWhiteSpaceDoNotMatterButMediaDo() {
        String marked =
                "{ \"content\" : [ {\"type\":\"text\",\"text\":\"hello\",\"cache_control\":{\"type\":\"ephemeral\"}}],"
                        + " \"role\":\"user\" }";
        answer(chat(marked), "large", "anthropic/opus", LONG);

        assertThat(going("{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hello\"}]}"))
                .isTrue();
        assertThat(going("{\"role\":\"system\",\"content\":\"hello\"},{\"role\":\"user\",\"content\":\"hello\"}"))
                .isFalse();
        String image =
                "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:1\"}},\"x\"]}";
        answer(chat(image), "large", "anthropic/opus", LONG);
        assertThat(going(image)).isTrue();
        assertThat(going(image.replace("data:1", "data:2"))).isFalse();
    }

    @Test
    void longTextsThatDifferInTheirFirstPartOrInLengthAreDifferent() {
        String text = "x".repeat(9000);
        answer(chat("{\"role\":\"user\",\"content\":\"" + text + "\"}"), "large", "anthropic/opus", LONG);

        assertThat(going("{\"role\":\"user\",\"content\":\"" + text + "\"}")).isTrue();
        assertThat(going("{\"role\":\"user\",\"content\":\"" + text + "x\"}")).isFalse();
        assertThat(going("{\"role\":\"user\",\"content\":\"y" + text.substring(1) + "\"}"))
                .isFalse();
    }

    @Test
    void otherClientsFormsHaveConversationsToo() {
        String messages =
                "\"max_tokens\":9,\"system\":\"be kind\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}";
        answer(request(Endpoint.MESSAGES, messages + "]"), "large", "anthropic/opus", LONG);
        String next =
                messages + ",{\"role\":\"assistant\",\"content\":\"yes\"},{\"role\":\"user\",\"content\":\"no\"}]";
        assertThat(sessions.turn(request(Endpoint.MESSAGES, next), "ci").going())
                .isNotNull();
        assertThat(sessions.turn(request(Endpoint.MESSAGES, next.replace("kind", "bad")), "ci")
                        .going())
                .isNull();

        answer(request(Endpoint.RESPONSES, "\"instructions\":\"be kind\",\"input\":\"hi\""), "large", "a/b", LONG);
        assertThat(sessions.turn(
                                request(
                                        Endpoint.RESPONSES,
                                        "\"instructions\":\"be kind\",\"input\":[{\"role\":\"user\",\"content\":\"hi\"},"
                                                + "{\"role\":\"assistant\",\"content\":\"yes\"}]"),
                                "ci")
                        .going())
                .isNotNull();
        assertThat(sessions.turn(request(Endpoint.RESPONSES, "\"previous_response_id\":\"r\",\"input\":\"hi\""), "ci"))
                .as("its first messages are at the provider")
                .isNull();

        answer(request(Endpoint.RESPONSES, "\"conversation\":\"conv_1\",\"input\":\"hi\""), "large", "a/b", LONG);
        assertThat(sessions.turn(request(Endpoint.RESPONSES, "\"conversation\":\"conv_1\",\"input\":\"more\""), "ci")
                        .going())
                .isNotNull();
        assertThat(sessions.turn(request(Endpoint.RESPONSES, "\"conversation\":\"conv_2\",\"input\":\"hi\""), "ci")
                        .going())
                .isNull();
    }

    @Test
    void aConversationIsForgottenAfterItsTime() {
        answer(chat(FIRST), "large", "anthropic/opus", LONG);

        pass(Duration.ofMinutes(10));
        assertThat(going(FIRST)).isTrue();
        pass(Duration.ofNanos(1));
        assertThat(going(FIRST)).isFalse();
    }

    @Test
    void everyReplyBeginsTheTimeAnew() {
        answer(chat(FIRST), "large", "anthropic/opus", LONG);
        pass(Duration.ofMinutes(9));
        answer(chat(MORE), "small", "openai/nano", LONG);
        pass(Duration.ofMinutes(9));

        assertThat(sessions.turn(chat(MORE), "ci").going().model()).isEqualTo("small");
    }

    @Test
    void deploymentsStayWarmForSomeMinutesTheLatestFirst() {
        sessions = with("{ warm: 5m }");
        answer(chat(FIRST), "large", "anthropic/opus", LONG);
        pass(Duration.ofMinutes(3));
        answer(chat(MORE), "large", "bedrock/opus", new Usage(6000, 0, 0, 1, 0));

        assertThat(warm()).extracting(Warm::deployment).containsExactly("bedrock/opus", "anthropic/opus");
        pass(Duration.ofMinutes(2).plusNanos(1));
        assertThat(warm()).extracting(Warm::deployment).containsExactly("bedrock/opus");
        pass(Duration.ofMinutes(3));
        assertThat(warm()).isEmpty();
        assertThat(going(MORE)).as("it is remembered longer than it is warm").isTrue();
    }

    @Test
    void aShortPromptIsNotWarm() {
        answer(chat(FIRST), "large", "anthropic/opus", new Usage(1000, 0, 23, 5000, 0));
        assertThat(warm()).isEmpty();

        answer(chat(FIRST), "large", "anthropic/opus", new Usage(1000, 20, 4, 0, 0));
        assertThat(warm()).hasSize(1);
    }

    @Test
    void threeDeploymentsOfAConversationAreThoughtOf() {
        for (String deployment : List.of("a/1", "a/2", "a/3", "a/2", "a/4")) {
            answer(chat(FIRST), "large", deployment, LONG);
        }

        assertThat(warm()).extracting(Warm::deployment).containsExactly("a/4", "a/2", "a/3");
    }

    @Test
    void onlyWhereCachedTokensHaveTheirOwnPriceAreSomeExpectedFromTheStart() {
        sessions = with("{}", """
                large: { deployments: [{ at: p/priced, price: { in: 2, out: 10, cached: 0.2 } }, { at: p/flat, price: { in: 2, out: 10 } }, p/unknown] }
                """);
        for (String deployment : List.of("p/priced", "p/flat", "p/unknown")) {
            answer(chat(FIRST), "large", deployment, LONG);
        }

        assertThat(warm()).containsExactly(new Warm("p/unknown", 0), new Warm("p/flat", 0), new Warm("p/priced", 4500));
    }

    @Test
    void whatProvidersReportCorrectsTheExpectation() {
        sessions = with("{}", "large: { at: p/x, price: { in: 2, out: 10, cached: 0.2 } }");
        answer(chat(FIRST), "large", "p/x", LONG);
        assertThat(warm()).containsExactly(new Warm("p/x", 4500));

        answer(chat(FIRST), "large", "p/x", new Usage(2500, 2500, 0, 1, 0));
        assertThat(warm()).as("0.9 towards 0.5 by a fifth").containsExactly(new Warm("p/x", 4100));

        for (int i = 0; i < 40; i++) {
            answer(chat(FIRST), "large", "p/x", LONG);
        }
        assertThat(warm()).as("no cache at all, it turns out").containsExactly(new Warm("p/x", 0));

        for (int i = 0; i < 40; i++) {
            answer(chat(FIRST), "large", "p/x", new Usage(0, 5000, 0, 1, 0));
        }
        assertThat(warm().get(0).tokens()).isBetween(4990, 5000);
    }

    @Test
    void aReportAboutAPromptThatIsNoLongerWarmSaysNothing() {
        sessions = with("{}", "large: { at: p/x, price: { in: 2, out: 10, cached: 0.2 } }");
        answer(chat(FIRST), "large", "p/x", LONG);
        pass(Duration.ofMinutes(6));
        answer(chat(FIRST), "large", "p/x", LONG);

        assertThat(warm()).containsExactly(new Warm("p/x", 4500));
    }

    @Test
    void aShorterPromptThanTheLastIsMeasuredByItself() {
        sessions = with("{}", "large: { at: p/x, price: { in: 2, out: 10, cached: 0.2 } }");
        answer(chat(FIRST), "large", "p/x", LONG);
        answer(chat(FIRST), "large", "p/x", new Usage(0, 2000, 0, 1, 0));
        answer(chat(FIRST), "large", "p/x", LONG);

        assertThat(warm().get(0).tokens())
                .as("all of the 2,000 were read, then none of 2,000")
                .isEqualTo((int) Math.round(5000 * (0.9 + 0.02) * 0.8));
    }

    @Test
    void whatIsRememberedAndLearnedOutlivesThePolicy() {
        Sessions before = with("{}", "large: { at: p/x, price: { in: 2, out: 10, cached: 0.2 } }");
        sessions = before;
        answer(chat(FIRST), "large", "p/x", LONG);
        answer(chat(FIRST), "large", "p/x", new Usage(2500, 2500, 0, 1, 0));

        sessions = Sessions.of(
                SessionSettings.from(Yaml.of("{ keep: 1m }").node()),
                Models.catalog(),
                before,
                () -> now,
                SharedSessions.NONE);

        assertThat(going(FIRST)).isTrue();
        sessions = Sessions.of(
                SessionSettings.from(Yaml.of("{}").node()),
                catalog("large: { at: p/x, price: { in: 2, out: 10, cached: 0.2 } }"),
                before,
                () -> now,
                SharedSessions.NONE);
        assertThat(warm()).containsExactly(new Warm("p/x", 4100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"role\":\"tool\",\"tool_call_id\":\"c\",\"content\":\"4\"} | true",
                "{\"tool_call_id\":\"c\",\"content\":[{\"type\":\"text\",\"text\":\"4\"}],\"role\":\"tool\"} | true",
                "{\"role\":\"user\",\"content\":[\"x\",{\"type\":\"tool_result\",\"content\":\"4\"},{\"type\":\"text\",\"text\":\"t\"}]} | true",
                "{\"role\":\"tool\",\"content\":\"4\"},{\"role\":\"user\",\"content\":\"go on\"} | false",
                "{\"role\":\"user\",\"content\":\"tool\"} | false",
                "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"tool_result\"}],\"n\":1} | false",
            })
    void theResultOfAToolIsSeenAtTheEnd(String last, boolean amidst) {
        answer(chat(FIRST), "large", "anthropic/opus", LONG);
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

        assertThat(sessions.turn(chat(FIRST + "," + last, tools, Headers.NONE), "ci")
                        .going()
                        .amidTools())
                .isEqualTo(amidst);
        assertThat(sessions.turn(chat(FIRST + "," + last), "ci").going().amidTools())
                .as("without tools nothing is looked for")
                .isFalse();
    }

    @Test
    void theResultOfAToolIsSeenInResponsesToo() {
        String first =
                "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}],\"input\":[{\"role\":\"user\",\"content\":\"hi\"}";
        answer(request(Endpoint.RESPONSES, first + "]"), "large", "a/b", LONG);

        assertThat(sessions.turn(
                                request(
                                        Endpoint.RESPONSES,
                                        first
                                                + ",{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":\"4\"}]"),
                                "ci")
                        .going()
                        .amidTools())
                .isTrue();
    }

    private Sessions with(String settings) {
        return Sessions.of(
                SessionSettings.from(Yaml.of(settings).node()), Models.catalog(), null, () -> now, SharedSessions.NONE);
    }

    private Sessions with(String settings, String models) {
        return Sessions.of(
                SessionSettings.from(Yaml.of(settings).node()), catalog(models), null, () -> now, SharedSessions.NONE);
    }

    private static Catalog catalog(String models) {
        return Economy.catalog(models);
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    private void answer(ApiRequest request, String model, String deployment, Usage usage) {
        sessions.answered(Objects.requireNonNull(sessions.turn(request, "ci")), model, deployment, usage);
    }

    private boolean going(String messages) {
        return sessions.turn(chat(messages), "ci").going() != null;
    }

    private List<Warm> warm() {
        return sessions.turn(chat(FIRST), "ci").going().warm();
    }

    private static ApiRequest chat(String messages) {
        return chat(messages, "\"n\":1", Headers.NONE);
    }

    private static ApiRequest chat(String messages, String field, Headers headers) {
        String body = "{\"model\":\"auto\"," + field + ",\"messages\":[" + messages + "]}";
        return ApiRequest.parse(
                Endpoint.CHAT_COMPLETIONS, "/v1/chat/completions", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private static ApiRequest request(Endpoint endpoint, String fields) {
        byte[] body = ("{\"model\":\"auto\"," + fields + "}").getBytes(StandardCharsets.UTF_8);
        return ApiRequest.parse(endpoint, endpoint.path(), Headers.NONE, body);
    }
}
