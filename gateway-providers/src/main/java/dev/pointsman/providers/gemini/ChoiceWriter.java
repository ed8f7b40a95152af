package dev.pointsman.providers.gemini;

import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.JsonBytes;
import java.util.Arrays;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One candidate on its way to the client, over all events of a stream or in one piece: text, thoughts, calls, media, and why it ended. The reason
 * is told at {@link #finish} only, since Google may say more after it.
 *
 * <p>A signature belongs to the part it stands on. One that stands on a thought belongs to the call that follows, or to the text where none
 * does.
 */
final class ChoiceWriter {
    /** Words for an answer that failed: there is no use in what was said. */
    private static final Set<String> FAILURES = Set.of(
            "MALFORMED_FUNCTION_CALL",
            "UNEXPECTED_TOOL_CALL",
            "TOO_MANY_TOOL_CALLS",
            "MALFORMED_RESPONSE",
            "MISSING_THOUGHT_SIGNATURE");
    /** Words that mean a failure where nothing was said. */
    private static final Set<String> FAILURES_IN_SILENCE =
            Set.of("OTHER", "NO_IMAGE", "IMAGE_OTHER", "FINISH_REASON_UNSPECIFIED");

    private static final String EXTRA = "extra_content";
    private static final byte[] NOTHING = {'{', '}'};

    private final int index;
    private final AnswerForm form;
    private final Told told;
    private int calls;
    private boolean said;
    private byte @Nullable [] pending;
    private @Nullable String reason;

    ChoiceWriter(int index, AnswerForm form, Told told) {
        this.index = index;
        this.form = form;
        this.told = told;
    }

    /** What an event says of this candidate. */
    void read(byte[] array, AnswerScan scan, AnswerScan.Candidate candidate) {
        for (int i = candidate.partsFrom; i < candidate.partsTo; i++) {
            part(array, scan.part(i), scan.id);
        }
        if (candidate.logprobsTo > 0) {
            byte[] elements = Logprobs.elements(array, candidate.logprobsFrom, candidate.logprobsTo);
            if (elements.length > 0) {
                told.logprobs(elements);
            }
        }
        if (candidate.groundingTo > 0) {
            Grounding.annotations(array, candidate.groundingFrom, candidate.groundingTo)
                    .forEach(each -> told.element("annotations", each));
        }
        reason = candidate.finish == null ? reason : candidate.finish;
    }

    private void part(byte[] array, PartScan part, String responseId) {
        switch (part.kind) {
            case TEXT -> {
                if (part.textTo > part.textFrom) {
                    told.content(array, part.textFrom, part.textTo);
                    said = true;
                }
                if (part.signed()) {
                    told.field(EXTRA, extra(signature(array, part)));
                }
            }
            case THOUGHT -> {
                told.reasoning(array, part.textFrom, part.textTo);
                pending = part.signed() ? signature(array, part) : pending;
            }
            case CALL -> call(array, part, responseId);
            case MEDIA -> media(array, part);
            case OTHER -> {} // hosted tools did their work at Google's
        }
    }

    private void call(byte[] array, PartScan part, String responseId) {
        if (form.oneCall() && calls > 0) {
            return;
        }
        int number = calls++;
        String id = part.id == null || part.id.isEmpty() ? form.callId(responseId, index, number, part.name) : part.id;
        byte[] signature = part.signed() ? signature(array, part) : pending;
        pending = null;
        byte[] extra = null;
        if (signature != null) {
            form.signatures().keep(id, JsonText.unescape(signature, 0, signature.length));
            extra = extra(signature);
        }
        byte[] arguments = part.argsTo > 0 ? Arrays.copyOfRange(array, part.argsFrom, part.argsTo) : NOTHING;
        told.call(id, part.name, arguments, extra);
        said = true;
    }

    private void media(byte[] array, PartScan part) {
        byte[] type = JsonText.quote(part.type);
        JsonBytes json = new JsonBytes();
        if (part.type.startsWith("audio/")) {
            json.add("{\"id\":")
                    .quote("audio_" + index)
                    .add(",\"expires_at\":")
                    .add(form.chat().created());
            json.add(",\"transcript\":\"\",\"mime_type\":").add(type).add(",\"data\":\"");
            told.field(
                    "audio",
                    json.add(array, part.textFrom, part.textTo).add("\"}").take());
        } else {
            json.add("{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:").add(type, 1, type.length - 1);
            json.add(";base64,").add(array, part.textFrom, part.textTo).add("\"}}");
            told.element("images", json.take());
        }
        if (part.signed()) {
            told.field(EXTRA, extra(signature(array, part)));
        }
        said = true;
    }

    private static byte[] signature(byte[] array, PartScan part) {
        return Arrays.copyOfRange(array, part.signatureFrom, part.signatureTo);
    }

    private static byte[] extra(byte[] signature) {
        return new JsonBytes()
                .add("{\"google\":{\"thought_signature\":\"")
                .add(signature)
                .add("\"}}")
                .take();
    }

    /** Google's word for why it ended; null where it has not. */
    @Nullable
    String reason() {
        return reason;
    }

    /** Whether text, a call or media was told. */
    boolean said() {
        return said;
    }

    /** Whether Google's word says that the answer failed. */
    boolean failed() {
        return reason != null && (FAILURES.contains(reason) || (!said && FAILURES_IN_SILENCE.contains(reason)));
    }

    /** The prompt was refused. */
    void block(String why) {
        reason = reason == null ? why : reason;
        if (!said) {
            told.refusal("blocked by provider: " + why);
        }
        told.finish(Finish.CONTENT_FILTER, why);
    }

    /** The answer is whole: its reason is told. */
    void finish(String raw) {
        Finish finish = form.reasons().of(raw);
        if (pending != null) {
            told.field(EXTRA, extra(pending));
        }
        if (finish == Finish.CONTENT_FILTER && !said) {
            told.refusal("blocked by provider: " + raw);
        }
        told.finish(finish, raw);
    }
}
