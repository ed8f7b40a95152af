package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.JsonBytes;
import org.jspecify.annotations.Nullable;

/**
 * The {@code usage} of a reply as OpenAI tells it: prompt tokens with what the cache gave and took, completion tokens with reasoning, and
 * their sum. What a provider tells beside (cost, times) stays; nulls go.
 */
final class UsageForm {
    private static final byte[] PROMPT = JsonText.ascii("prompt_tokens");
    private static final byte[] COMPLETION = JsonText.ascii("completion_tokens");
    private static final byte[] TOTAL = JsonText.ascii("total_tokens");
    private static final byte[] PROMPT_DETAILS = JsonText.ascii("prompt_tokens_details");
    private static final byte[] COMPLETION_DETAILS = JsonText.ascii("completion_tokens_details");
    private static final byte[] CACHED = JsonText.ascii("cached_tokens");
    private static final byte[] WRITTEN = JsonText.ascii("cache_write_tokens");
    private static final byte[] REASONING = JsonText.ascii("reasoning_tokens");

    private final byte[] raw;
    private final JsonCursor cursor;
    private final JsonBytes rest = new JsonBytes();
    private final JsonBytes promptRest = new JsonBytes();
    private final JsonBytes completionRest = new JsonBytes();
    private long prompt = -1;
    private long completion = -1;
    private long total = -1;
    private long cached;
    private long written;
    private long reasoning;
    private boolean nulls;

    private UsageForm(byte[] raw, int from, int to) {
        this.raw = raw;
        this.cursor = new JsonCursor(raw, from, to);
    }

    /** What should stand in place of that object; null where it says the same in OpenAI's terms. */
    static byte @Nullable [] corrected(byte[] array, int from, int to, Usage usage) {
        UsageForm form = new UsageForm(array, from, to);
        form.read();
        boolean same = form.prompt == usage.prompt()
                && form.completion == usage.completion()
                && form.total == usage.prompt() + usage.completion()
                && form.cached == usage.cachedRead()
                && form.written == usage.cacheWrite()
                && form.reasoning == usage.reasoning();
        return same && !form.nulls ? null : form.written(usage);
    }

    private void read() {
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            if (cursor.nameIs(PROMPT)) {
                prompt = count();
            } else if (cursor.nameIs(COMPLETION)) {
                completion = count();
            } else if (cursor.nameIs(TOTAL)) {
                total = count();
            } else if (cursor.peek() == '{' && cursor.nameIs(PROMPT_DETAILS)) {
                details(promptRest);
            } else if (cursor.peek() == '{' && cursor.nameIs(COMPLETION_DETAILS)) {
                details(completionRest);
            } else {
                keep(name, rest);
            }
        }
    }

    private void details(JsonBytes kept) {
        cursor.beginObject();
        while (cursor.nextField()) {
            int name = cursor.nameStart();
            if (cursor.nameIs(CACHED)) {
                cached = Math.max(0, count());
            } else if (cursor.nameIs(WRITTEN)) {
                written = Math.max(0, count());
            } else if (cursor.nameIs(REASONING)) {
                reasoning = Math.max(0, count());
            } else {
                keep(name, kept);
            }
        }
    }

    private long count() {
        int c = cursor.peek();
        if (c >= '0' && c <= '9') {
            return cursor.number();
        }
        nulls = true;
        cursor.skipValue();
        return -1;
    }

    private void keep(int name, JsonBytes kept) {
        boolean nothing = cursor.peek() == 'n';
        cursor.skipValue();
        if (nothing) {
            nulls = true;
        } else {
            kept.add(",").add(raw, name, cursor.offset());
        }
    }

    private byte[] written(Usage usage) {
        JsonBytes out = new JsonBytes();
        out.add("{\"prompt_tokens\":").add(usage.prompt());
        out.add(",\"completion_tokens\":").add(usage.completion());
        out.add(",\"total_tokens\":").add(usage.prompt() + usage.completion());
        out.add(",\"prompt_tokens_details\":{\"cached_tokens\":").add(usage.cachedRead());
        out.add(",\"cache_write_tokens\":").add(usage.cacheWrite()).add(promptRest.take());
        out.add("},\"completion_tokens_details\":{\"reasoning_tokens\":").add(usage.reasoning());
        out.add(completionRest.take()).add("}").add(rest.take()).add("}");
        return out.take();
    }
}
