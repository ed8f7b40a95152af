package dev.pointsman.providers.ollama;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.chat.ChatReply;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import dev.pointsman.provider.lists.LogprobText;
import dev.pointsman.provider.lists.WholeReply;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reply that is one JSON object: the same as a line of a stream, with everything in it. */
final class OllamaReply {
    /** What the reply answers. */
    record Form(
            ReplyForm chat, FinishReasons reasons, @Nullable Secret key) {}

    /** Older servers do not tell why. */
    static final String STOP = "stop";

    private final Form form;
    private final LineScan scan = new LineScan();
    private int calls;

    private OllamaReply(Form form) {
        this.form = form;
    }

    static ReplyDecoder decoder(Form form) {
        return new WholeReply(new OllamaReply(form)::read);
    }

    private void read(byte[] body, Reply reply) {
        scan.read(body, 0, body.length);
        if (scan.error) {
            reply.fail(OllamaFailure.inBand(body, form.key()));
        } else if (!scan.hasMessage || !scan.done) {
            reply.fail(WholeReply.broken("the provider's answer is not a whole message"));
        } else {
            answer(body, reply);
        }
    }

    private void answer(byte[] body, Reply reply) {
        AnswerIds ids = AnswerIds.of(scan.model, scan.created);
        ChatReply answer = new ChatReply(form.chat());
        answer.created(AnswerIds.seconds(scan.created, form.chat().created()));
        ChatReply.Choice choice = answer.choice(0);
        choice.reasoning(JsonText.unescape(body, scan.thinkingFrom, scan.thinkingTo));
        choice.content(JsonText.unescape(body, scan.contentFrom, scan.contentTo));
        if (scan.logprobsTo > scan.logprobsFrom) {
            choice.logprobs(LogprobText.elements(body, scan.logprobsFrom, scan.logprobsTo));
        }
        if (scan.callsTo > scan.callsFrom) {
            CallScan.read(
                    body,
                    scan.callsFrom,
                    scan.callsTo,
                    (id, name, arguments) -> choice.call(id.isEmpty() ? ids.call(calls++) : id, name, arguments));
        }
        String raw = scan.doneReason.isEmpty() ? STOP : scan.doneReason;
        choice.finish(form.reasons().of(raw), raw);
        Usage usage = scan.usage();
        if (usage != null) {
            answer.usage(usage);
        }
        answer.send(ids.answer(), scan.model, List.of(), reply);
    }
}
