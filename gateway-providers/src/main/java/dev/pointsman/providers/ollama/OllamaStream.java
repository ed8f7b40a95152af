package dev.pointsman.providers.ollama;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.ChatChunks;
import dev.pointsman.provider.lists.LogprobText;
import dev.pointsman.provider.lists.WholeReply;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A reply that is a stream of JSON lines, written as chunks while it comes: a piece of the message each, the last with {@code done} true. A line
 * with {@code error}, a second line that is not JSON, or an end without the last line is a failure; what follows the last line is not read.
 */
final class OllamaStream implements ReplyDecoder {
    private static final Logger LOG = LoggerFactory.getLogger(OllamaStream.class);
    private static final int MAX_MALFORMED = 1;

    private final OllamaReply.Form form;
    private final JsonLines lines = new JsonLines();
    private final LineScan line = new LineScan();
    private @Nullable ChatChunks chunks;
    private @Nullable AnswerIds ids;
    private int calls;
    private int malformed;

    OllamaStream(OllamaReply.Form form) {
        this.form = form;
    }

    @Override
    public void head(int status, Headers headers, Reply reply) {
        chunks = new ChatChunks(form.chat(), reply);
        chunks.head(List.of());
    }

    @Override
    public void data(byte[] bytes, Reply reply) {
        ChatChunks out = chunks;
        if (out != null && !out.over()) {
            lines.feed(bytes);
            drain(out);
            if (!out.over()) {
                out.flush();
            }
        }
    }

    @Override
    public void end(Reply reply) {
        ChatChunks out = chunks;
        if (out == null || out.over()) {
            return;
        }
        lines.finish();
        drain(out);
        if (!out.over()) {
            out.fail(WholeReply.broken("the provider's stream was cut before its end"));
        }
    }

    private void drain(ChatChunks out) {
        try {
            while (!out.over() && lines.next()) {
                line(lines.array(), lines.start(), lines.end(), out);
            }
        } catch (GatewayException broken) {
            out.fail(broken);
        }
    }

    private void line(byte[] array, int from, int to, ChatChunks out) {
        try {
            line.read(array, from, to);
        } catch (JsonCursor.Malformed notJson) {
            if (++malformed > MAX_MALFORMED) {
                throw WholeReply.broken("the provider's stream holds lines that are not JSON");
            }
            LOG.warn("a line of a provider's stream is not JSON and was left out; one more ends the stream");
            return;
        }
        if (line.error) {
            throw OllamaFailure.inBand(Arrays.copyOfRange(array, from, to), form.key());
        }
        if (line.hasMessage || line.done) {
            message(array, out);
        }
    }

    private void message(byte[] array, ChatChunks out) {
        AnswerIds known = ids;
        if (known == null) {
            known = AnswerIds.of(line.model, line.created);
            ids = known;
            out.begin(
                    known.answer(),
                    line.model,
                    AnswerIds.seconds(line.created, form.chat().created()));
        }
        AnswerIds minted = known;
        ChatChunks.Choice choice = out.choice(0);
        choice.reasoning(array, line.thinkingFrom, line.thinkingTo);
        choice.content(array, line.contentFrom, line.contentTo);
        if (line.logprobsTo > line.logprobsFrom) {
            choice.logprobs(LogprobText.elements(array, line.logprobsFrom, line.logprobsTo));
        }
        if (line.callsTo > line.callsFrom) {
            CallScan.read(array, line.callsFrom, line.callsTo, (id, name, arguments) -> {
                int call = choice.call(id.isEmpty() ? minted.call(calls) : id, name);
                calls++;
                byte[] quoted = JsonText.quote(arguments);
                choice.arguments(call, quoted, 1, quoted.length - 1);
            });
        }
        if (line.done) {
            done(choice, out);
        }
    }

    private void done(ChatChunks.Choice choice, ChatChunks out) {
        String raw = line.doneReason.isEmpty() ? OllamaReply.STOP : line.doneReason;
        choice.finish(form.reasons().of(raw), raw);
        Usage usage = line.usage();
        if (usage != null) {
            out.usage(usage);
        }
        out.end();
    }
}
