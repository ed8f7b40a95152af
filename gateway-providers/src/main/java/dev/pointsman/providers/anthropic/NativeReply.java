package dev.pointsman.providers.anthropic;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.FinishReasons;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A reply of Anthropic's for a client of Anthropic's: relayed as it comes, looked at in passing. */
final class NativeReply implements ReplyDecoder {
    /**
     * What the reply answers.
     *
     * @param counts the number of a prompt's tokens was asked for, not a message
     */
    record Form(
            boolean streamed,
            boolean counts,
            FinishReasons reasons,
            @Nullable Secret key) {
        /** Tells why the answer ended. */
        void finish(String raw, Reply reply) {
            if (reasons.of(raw) == Finish.UNKNOWN) {
                reply.unknownFinish(raw);
            } else {
                reply.finish(raw);
            }
        }

        GatewayException inBand(byte[] body) {
            return AnthropicFailure.inBand(body, key);
        }
    }

    private static final String[] LIMITED = {"requests", "tokens", "input-tokens", "output-tokens"};
    private static final String[] TOLD = {"limit", "remaining", "reset"};
    private static final int MOST_HEADER_CHARS = 64;

    private final Form form;
    private @Nullable ReplyDecoder body;

    NativeReply(Form form) {
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
        List<String> relayed = limits(headers);
        if (events || (form.streamed() && lower.isEmpty())) {
            reply.start(new ReplyHead(200, ReplyHead.EVENT_STREAM, -1, relayed));
            body = new NativeStream(form);
        } else {
            body = new NativeBody(form, relayed);
        }
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

    private static List<String> limits(Headers headers) {
        List<String> relayed = new ArrayList<>();
        for (String limited : LIMITED) {
            for (String told : TOLD) {
                String name = "anthropic-ratelimit-" + limited + "-" + told;
                String value = headers.first(name);
                if (value != null
                        && !value.isEmpty()
                        && value.length() <= MOST_HEADER_CHARS
                        && value.chars().allMatch(c -> c >= ' ' && c <= '~')) {
                    relayed.add(name);
                    relayed.add(value);
                }
            }
        }
        return relayed;
    }

    static GatewayException broken(String why) {
        return new GatewayException(ErrorKind.UPSTREAM_ERROR, why);
    }
}
