package dev.pointsman.providers.anthropic;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A reply of Anthropic's: events where the head says so, else one message. */
final class AnthropicDecoder implements ReplyDecoder {
    /**
     * What the reply answers.
     *
     * @param jsonTool a tool named {@link ToolForms#JSON_TOOL} stands in for structured output: its arguments are the answer
     */
    record Form(
            ReplyForm chat,
            boolean streamed,
            boolean jsonTool,
            FinishReasons reasons,
            @Nullable Secret key) {}

    private static final String[] LIMITS = {
        "anthropic-ratelimit-requests-limit", "x-ratelimit-limit-requests",
        "anthropic-ratelimit-requests-remaining", "x-ratelimit-remaining-requests",
        "anthropic-ratelimit-tokens-limit", "x-ratelimit-limit-tokens",
        "anthropic-ratelimit-tokens-remaining", "x-ratelimit-remaining-tokens"
    };

    private final Form form;
    private @Nullable ReplyDecoder body;

    AnthropicDecoder(Form form) {
        this.form = form;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        String type = headers.first("content-type");
        String lower = type == null ? "" : type.toLowerCase(Locale.ROOT);
        boolean events = lower.startsWith("text/event-stream");
        if (events && !form.streamed()) {
            reply.fail(new GatewayException(
                    ErrorKind.UPSTREAM_ERROR, "the provider streamed an answer that was asked for whole"));
            return;
        }
        List<String> relayed = relayed(headers);
        body = events || (form.streamed() && lower.isEmpty())
                ? new AnthropicStream(form, relayed, reply)
                : new AnthropicMessage(form, relayed);
    }

    @Override
    public void data(byte[] bytes, Reply reply) {
        if (body != null) {
            body.data(bytes, reply);
        }
    }

    @Override
    public void end(Reply reply) {
        if (body != null) {
            body.end(reply);
        }
    }

    /** Limits that OpenAI has too, under its names. */
    private static List<String> relayed(Headers headers) {
        List<String> relayed = new ArrayList<>();
        for (int i = 0; i < LIMITS.length; i += 2) {
            String value = headers.first(LIMITS[i]);
            if (value != null
                    && !value.isEmpty()
                    && value.length() < 20
                    && value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                relayed.add(LIMITS[i + 1]);
                relayed.add(value);
            }
        }
        return relayed;
    }
}
