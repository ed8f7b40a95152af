package dev.pointsman.providers.cohere.chat;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatChunks;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.provider.lists.EventReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reply that is a stream of events, written as chunks while it comes.
 *
 * <pre>
 * message-start tool-plan-delta* (content-start content-delta* content-end | tool-call-start tool-call-delta* tool-call-end | citation-…)*
 * message-end
 * </pre>
 *
 * Types that are not known change nothing. What comes before {@code message-start}, a second one, arguments without a call, a second event that is
 * not JSON, and an end without {@code message-end} are failures.
 */
final class CohereStream extends EventReply {
    private static final byte[] OPEN = {'['};
    private static final byte[] CLOSE = {']'};

    private final CohereDecoder.Form form;
    private final Reply reply;
    private final EventScan event = new EventScan();
    private final List<OpenCall> open = new ArrayList<>(1);
    private int calls;

    CohereStream(CohereDecoder.Form form, Reply reply) {
        super(new ChatChunks(form.chat(), reply), new SseDecoder(), List.of());
        this.form = form;
        this.reply = reply;
    }

    @Override
    protected void event(byte[] array, int from, int to) {
        event.read(array, from, to);
        boolean told = event.type != EventScan.Type.UNKNOWN && event.type != EventScan.Type.DEBUG;
        if (event.type == EventScan.Type.ERROR) {
            chunks.fail(CohereFailure.inBand(Arrays.copyOfRange(array, from, to), form.key()));
        } else if (told && chunks.begun() == (event.type == EventScan.Type.MESSAGE_START)) {
            broken("the provider's events are out of order");
        } else {
            part(array);
        }
    }

    private void part(byte[] array) {
        MessageScan said = event.message;
        switch (event.type) {
            case MESSAGE_START -> chunks.begin(event.id, form.model());
            case CONTENT_START, CONTENT_DELTA, TOOL_PLAN_DELTA -> said(array, said, chunks.choice(0));
            case TOOL_CALL_START -> callStart(array, said);
            case TOOL_CALL_DELTA -> arguments(array, said);
            case TOOL_CALL_END -> callEnd();
            case CITATION_START -> citation(array, said);
            case MESSAGE_END -> end();
            case CONTENT_END, CITATION_END, DEBUG, ERROR, UNKNOWN -> {}
        }
    }

    private void said(byte[] array, MessageScan said, ChatChunks.Choice choice) {
        choice.reasoning(array, said.reasoningFrom, said.reasoningTo);
        choice.content(array, said.textFrom, said.textTo);
        if (event.logprobs != null) {
            choice.logprobs(event.logprobs);
        }
    }

    private void citation(byte[] array, MessageScan said) {
        if (said.citationTo > said.citationFrom) {
            JsonBytes one = new JsonBytes().add(OPEN).add(array, said.citationFrom, said.citationTo);
            chunks.choice(0).field("citations", one.add(CLOSE).take());
        }
    }

    private void callStart(byte[] array, MessageScan said) {
        String id = said.callId == null || said.callId.isEmpty() ? "call_" + calls : said.callId;
        calls++;
        int number = chunks.choice(0).call(id, said.callName == null ? "" : said.callName);
        open.add(new OpenCall(event.index, number, said.arguments(array)));
    }

    private void arguments(byte[] array, MessageScan said) {
        OpenCall call = call();
        if (call == null) {
            broken("the provider's events are out of order");
        } else if (!said.argumentsObject) {
            call.arguments(chunks.choice(0), array, said.argumentsFrom, said.argumentsTo);
        }
    }

    private void callEnd() {
        OpenCall call = call();
        if (call != null) {
            call.end(chunks.choice(0));
            open.remove(call);
        }
    }

    /** The open call of the event's index, else the latest; null where none is open. */
    private @Nullable OpenCall call() {
        for (OpenCall call : open) {
            if (call.index() == event.index) {
                return call;
            }
        }
        return open.isEmpty() ? null : open.get(open.size() - 1);
    }

    private void end() {
        if (event.usage.told()) {
            chunks.usage(event.usage.usage());
        }
        String raw = event.finishReason;
        GatewayException failure = CohereFailure.ended(raw, event.error, form.key());
        if (failure != null) {
            reply.finish(raw == null ? "" : raw);
            chunks.fail(failure);
            return;
        }
        if (raw == null) {
            broken("the provider's stream ended without a reason");
            return;
        }
        ChatChunks.Choice choice = chunks.choice(0);
        open.forEach(call -> call.end(choice));
        open.clear();
        Finish finish = form.reasons().of(raw);
        choice.finish(finish == Finish.TOOL_CALLS && !choice.called() ? Finish.STOP : finish, raw);
        chunks.end();
    }
}
