package dev.pointsman.e2e.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnprocessableEntityException;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.pointsman.access.KeyStore;
import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every refusal reaches the official client as the exception its users catch. */
class ErrorsTest {
    /** SHA-256 of {@code sk-team-key}. */
    private static final String KEYS = """
            keys:
              - { name: team, hash: "sha256:%s", models: [small] }
            """.formatted(KeyStore.hash("sk-team-key"));

    private final ScriptedUpstream upstream =
            ScriptedUpstream.playing((request, reply) -> reply.json(200, Replies.chat("fine")));
    private final RunningGateway gateway = RunningGateway.inFrontOf(upstream.url());

    @AfterEach
    void stop() {
        gateway.close();
        upstream.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                Arguments.of(400, "invalid_request_error", "invalid_value", BadRequestException.class),
                Arguments.of(422, "invalid_request_error", "unprocessable", UnprocessableEntityException.class),
                Arguments.of(429, "rate_limit_error", "rate_limit_exceeded", RateLimitException.class),
                Arguments.of(500, "server_error", "server_error", InternalServerException.class),
                Arguments.of(503, "server_error", "overloaded", InternalServerException.class));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalOfTheProviderKeepsItsStatusAndMessage(
            int status, String type, String code, Class<? extends OpenAIServiceException> expected) {
        upstream.play((request, reply) -> reply.json(status, Replies.error("The provider said no.", type, code)));

        OpenAIServiceException thrown = refusal(gateway.sdk(), "small", expected);

        assertThat(thrown.statusCode()).isEqualTo(status);
        assertThat(thrown.getMessage()).contains("The provider said no.");
        assertThat(thrown.headers().values("x-request-id"))
                .singleElement()
                .asString()
                .startsWith("req_");
    }

    @Test
    void anUnknownModelIsNotFoundAndNamesNearOnes() {
        NotFoundException thrown = refusal(gateway.sdk(), "smal", NotFoundException.class);

        assertThat(thrown.code()).contains("model_not_found");
        assertThat(thrown.getMessage()).contains("small");
        assertThat(upstream.requests()).isZero();
    }

    @Test
    void aMissingOrUnknownKeyIsUnauthorized() {
        try (var closed = RunningGateway.start(RunningGateway.oneModel(upstream.url()) + KEYS)) {
            UnauthorizedException thrown =
                    refusal(closed.sdk("sk-somebody-else", 0), "small", UnauthorizedException.class);

            assertThat(thrown.code()).contains("invalid_api_key");
            assertThat(chat(closed.sdk("sk-team-key", 0), "small")).isEqualTo("fine");
        }
    }

    @Test
    void aModelTheKeyMayNotUseIsDenied() {
        String policy = """
                providers: { up: { type: openai, url: "%s", key: $UPSTREAM_KEY } }
                models:
                  small: { deployments: [{ at: up/gpt-4o-mini }] }
                  large: { deployments: [{ at: up/gpt-4o }] }
                """.formatted(upstream.url());
        try (var closed = RunningGateway.start(policy + KEYS)) {
            PermissionDeniedException thrown =
                    refusal(closed.sdk("sk-team-key", 0), "large", PermissionDeniedException.class);

            assertThat(thrown.statusCode()).isEqualTo(403);
            assertThat(upstream.requests()).isZero();
        }
    }

    @Test
    void aRefusedKeyOfTheGatewayItselfIsNotHidden() {
        upstream.play((request, reply) -> reply.json(
                401, Replies.error("Incorrect API key provided", "invalid_request_error", "invalid_api_key")));

        UnauthorizedException thrown = refusal(gateway.sdk(), "small", UnauthorizedException.class);

        assertThat(thrown.getMessage()).doesNotContain(RunningGateway.UPSTREAM_KEY);
    }

    /** The gateway has called it twice already; a client that tries again would multiply the load. */
    @Test
    void theClientDoesNotRetryWhatTheGatewayGaveUp() {
        upstream.play((request, reply) -> reply.json(503, Replies.error("busy", "server_error", "busy")));
        String policy = RunningGateway.oneModel(upstream.url())
                .replace("retry: { times: 0 }", "retry: { times: 1, wait: 1ms..2ms }");
        try (var retrying = RunningGateway.start(policy)) {
            refusal(retrying.sdk("no-key", 2), "small", InternalServerException.class);

            assertThat(upstream.requests()).isEqualTo(2);
        }
    }

    @Test
    void theClientRetriesWhatTheGatewayTriedOnce() {
        upstream.play((request, reply) -> {
            if (upstream.requests() == 1) {
                reply.json(503, Replies.error("busy", "server_error", "busy"), "retry-after-ms: 1");
            } else {
                reply.json(200, Replies.chat("fine"));
            }
        });

        assertThat(chat(gateway.sdk("no-key", 2), "small")).isEqualTo("fine");
        assertThat(upstream.requests()).isEqualTo(2);
    }

    @Test
    void aProviderThatIsNotThereIsAServerError() {
        String url = upstream.url();
        upstream.close();
        try (var orphan = RunningGateway.inFrontOf(url)) {
            InternalServerException thrown = refusal(orphan.sdk(), "small", InternalServerException.class);

            assertThat(thrown.statusCode()).isEqualTo(502);
            assertThat(thrown.code()).contains("upstream_unreachable");
        }
    }

    private static <T extends OpenAIServiceException> T refusal(OpenAIClient client, String model, Class<T> type) {
        T thrown = catchThrowableOfType(type, () -> chat(client, model));
        assertThat(thrown).as("a refusal").isNotNull();
        return thrown;
    }

    private static String chat(OpenAIClient client, String model) {
        var question = ChatCompletionCreateParams.builder()
                .model(model)
                .addUserMessage("Hello?")
                .build();
        return client.chat()
                .completions()
                .create(question)
                .choices()
                .get(0)
                .message()
                .content()
                .orElseThrow();
    }
}
