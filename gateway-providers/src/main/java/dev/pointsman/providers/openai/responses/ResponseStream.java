package dev.pointsman.providers.openai.responses;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.chat.ChatChunks;
import dev.pointsman.provider.chat.JsonBytes;
import dev.pointsman.provider.lists.EventReply;
import dev.pointsman.provider.lists.LogprobText;
import dev.pointsman.provider.lists.WholeReply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A reply that is a stream of events, written as chunks while it comes.
 *
 * <pre>
 * created (in_progress | queued)* (item.added (delta)* item.done)* (completed | incomplete | failed)
 * </pre>
 *
 * Items may interleave; each is known by its {@code output_index}. What servers are known to leave out is made good: an item that has no event of
 * its own before its end, or none at all but in the last event, is told then; pieces of a call that come before its name wait for its end. A
 * second event that is not JSON, or an end without the last event, is a failure.
 */
final class ResponseStream extends EventReply implements Answer {
    private static final int MOST_ITEMS = 4096;
    private static final byte[] DONE = JsonText.ascii("[DONE]");
    private static final byte[] GAP = JsonText.ascii("\\n\\n");

    private final ResponsesReply.Form form;
    private final EventScan event = new EventScan();
    private final ItemText items = new ItemText(this);
    private final List<OpenItem> open = new ArrayList<>(2);
    private int part;

    ResponseStream(ResponsesReply.Form form, List<String> headers, Reply reply) {
        super(new ChatChunks(form.chat(), reply), new SseDecoder(), headers);
        this.form = form;
    }

    @Override
    protected void event(byte[] array, int from, int to) {
        if (Arrays.equals(array, from, to, DONE, 0, DONE.length)) {
            return;
        }
        event.read(array, from, to);
        switch (event.type) {
            case CREATED, QUEUED, IN_PROGRESS -> begin();
            case FAILED -> {
                count();
                throw form.failure(event.response.error(array));
            }
            case ERROR -> throw form.failure(Arrays.copyOfRange(array, from, to));
            case CANCELLED -> throw new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider cancelled its answer");
            case COMPLETED, INCOMPLETE -> last(array);
            default -> piece(array);
        }
    }

    private void begin() {
        if (!chunks.begun()) {
            ResponseScan response = event.response;
            long created =
                    response.created >= 0 ? response.created : form.chat().created();
            chunks.begin(response.id.isEmpty() ? "resp_" + created : response.id, form.model(response.model), created);
        }
    }

    private void piece(byte[] array) {
        if (event.type == EventScan.Type.OTHER) {
            return;
        }
        begin();
        ChatChunks.Choice choice = chunks.choice(0);
        switch (event.type) {
            case TEXT_DELTA -> {
                said(item());
                choice.content(array, event.deltaFrom, event.deltaTo);
                if (event.logprobsTo - event.logprobsFrom > 2) {
                    choice.logprobs(LogprobText.elements(array, event.logprobsFrom, event.logprobsTo));
                }
            }
            case REFUSAL_DELTA -> {
                said(item());
                choice.refusal(JsonText.unescape(array, event.deltaFrom, event.deltaTo));
            }
            case SUMMARY_DELTA, REASONING_DELTA -> think(array, item());
            case ARGUMENTS_DELTA, INPUT_DELTA -> given(array, item());
            case ANNOTATION -> annotation(array);
            case ITEM_ADDED -> added(item());
            case ITEM_DONE -> done(array, item());
            default -> {}
        }
    }

    /** The item that the event belongs to: by its place, else the one that is not done. */
    private OpenItem item() {
        for (int i = open.size() - 1; i >= 0; i--) {
            OpenItem each = open.get(i);
            boolean fresh = event.index == EventScan.NO_INDEX && event.type == EventScan.Type.ITEM_ADDED;
            if (event.index == each.index && !fresh && !(each.done && event.index == EventScan.NO_INDEX)) {
                return each;
            }
        }
        if (open.size() == MOST_ITEMS) {
            throw WholeReply.broken("the provider's answer has more than " + MOST_ITEMS + " items");
        }
        OpenItem next = new OpenItem(event.index);
        open.add(next);
        return next;
    }

    private void said(OpenItem item) {
        item.told = true;
        items.spoken();
    }

    private void think(byte[] array, OpenItem item) {
        ChatChunks.Choice choice = chunks.choice(0);
        if (item.told && event.part != part) {
            choice.reasoning(GAP, 0, GAP.length);
        }
        item.told = true;
        part = event.part;
        choice.reasoning(array, event.deltaFrom, event.deltaTo);
    }

    private void given(byte[] array, OpenItem item) {
        if (!item.called()) {
            item.late = true;
        } else if (!item.late) {
            item.told |= event.deltaTo > event.deltaFrom;
            give(item, array, event.deltaFrom, event.deltaTo);
        }
    }

    private void give(OpenItem item, byte[] array, int from, int to) {
        ChatChunks.Choice choice = chunks.choice(0);
        if (item.custom) {
            choice.input(item.call, array, from, to);
        } else {
            choice.arguments(item.call, array, from, to);
        }
    }

    private void annotation(byte[] array) {
        if (event.annotationTo > event.annotationFrom) {
            byte[] citation = ItemText.citation(array, event.annotationFrom, event.annotationTo);
            if (citation.length > 0) {
                annotations(citation);
            }
        }
    }

    /** What an item is given at its beginning does not count: it comes again, in pieces. */
    private void added(OpenItem item) {
        boolean call = isCall() && !event.item.name.isEmpty() && !event.item.callId.isEmpty();
        if (call && !item.called()) {
            item.custom = event.item.kind == ItemScan.Kind.CUSTOM_CALL;
            item.call = begun(event.item.callId, event.item.name, item.custom);
            items.called();
        }
    }

    private boolean isCall() {
        return event.hasItem
                && (event.item.kind == ItemScan.Kind.FUNCTION_CALL || event.item.kind == ItemScan.Kind.CUSTOM_CALL);
    }

    private int begun(String id, String name, boolean custom) {
        ChatChunks.Choice choice = chunks.choice(0);
        return custom ? choice.customCall(id, name) : choice.call(id, name);
    }

    private void done(byte[] array, OpenItem item) {
        if (item.done || !event.hasItem) {
            return;
        }
        item.done = true;
        switch (event.item.kind) {
            case MESSAGE -> {
                if (item.told) {
                    items.phase(event.item);
                } else {
                    items.message(array, event.item);
                }
            }
            case REASONING -> items.reasoning(array, event.item, !item.told);
            case FUNCTION_CALL, CUSTOM_CALL -> called(array, item);
            case OTHER -> {} // hosted tools did their work at the provider
        }
    }

    private void called(byte[] array, OpenItem item) {
        if (!item.called()) {
            items.call(array, event.item);
        } else if (!item.told) {
            byte[] given = ItemText.given(array, event.item);
            give(item, given, 0, given.length);
        }
    }

    private void count() {
        if (event.response.usage != null) {
            chunks.usage(event.response.usage);
        }
    }

    private void last(byte[] array) {
        begin();
        ResponseScan response = event.response;
        if (open.isEmpty() && response.outputTo > response.outputFrom) {
            ResponseBody.items(array, response.outputFrom, response.outputTo, items);
        }
        for (OpenItem item : open) {
            if (item.late && !item.done) {
                throw WholeReply.broken("the provider's tool call was not told to its end");
            }
            if (item.called() && !item.custom) {
                chunks.choice(0).callEnds(item.call, "{}");
            }
        }
        count();
        if (response.status.isEmpty()) {
            response.status = event.type == EventScan.Type.COMPLETED ? "completed" : "incomplete";
        }
        chunks.choice(0).finish(form.reasons().of(response.end()), response.end());
        chunks.end();
    }

    @Override
    public void text(byte[] array, int from, int to) {
        chunks.choice(0).content(array, from, to);
    }

    @Override
    public void refusal(String text) {
        chunks.choice(0).refusal(text);
    }

    @Override
    public void reasoning(byte[] array, int from, int to) {
        chunks.choice(0).reasoning(array, from, to);
    }

    @Override
    public void block(byte[] json) {
        chunks.choice(0).thinkingBlock(json);
    }

    @Override
    public void call(String id, String name, boolean custom, byte[] given) {
        if (name.isEmpty() || id.isEmpty()) {
            throw WholeReply.broken("the provider's tool call has no name or no id");
        }
        int call = begun(id, name, custom);
        if (custom) {
            chunks.choice(0).input(call, given, 0, given.length);
        } else {
            chunks.choice(0).arguments(call, given, 0, given.length);
        }
    }

    @Override
    public void logprobs(byte[] elements) {
        chunks.choice(0).logprobs(elements);
    }

    @Override
    public void annotations(byte[] elements) {
        chunks.choice(0)
                .field(
                        "annotations",
                        new JsonBytes().add("[").add(elements).add("]").take());
    }

    @Override
    public void phase(String word) {
        chunks.choice(0).field("extra_content", ResponseBody.extra(word));
    }
}
