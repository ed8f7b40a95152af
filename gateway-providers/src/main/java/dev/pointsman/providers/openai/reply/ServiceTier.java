package dev.pointsman.providers.openai.reply;

import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonText;
import dev.pointsman.providers.openai.splice.ByteEdits;
import java.util.Map;
import java.util.Set;

/** OpenAI's words for the tier a request was served in, and those of others. Source: OpenAI's API reference and Groq's, 2026-08. */
final class ServiceTier {
    private static final Set<String> OURS = Set.of("auto", "default", "flex", "scale", "priority", "fast");
    private static final Map<String, String> THEIRS = Map.of("on_demand", "default", "performance", "priority");

    private ServiceTier() {}

    /** Consumes the string the cursor is at and puts OpenAI's word in its place; false where OpenAI has none, and the field should go. */
    static boolean mend(JsonCursor cursor, ByteEdits edits) {
        int start = cursor.offset();
        String word = cursor.string();
        if (OURS.contains(word)) {
            return true;
        }
        String ours = THEIRS.get(word);
        if (ours != null) {
            edits.replace(start, cursor.offset(), JsonText.quote(ours));
        }
        return ours != null;
    }
}
