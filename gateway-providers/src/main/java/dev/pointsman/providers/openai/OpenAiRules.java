package dev.pointsman.providers.openai;

import dev.pointsman.api.JsonSplice;
import dev.pointsman.api.json.JsonCursor;
import dev.pointsman.api.json.JsonFields;
import java.util.Set;

/**
 * What OpenAI's own models refuse, left out: sampling and {@code max_tokens} for those that reason, effort and verbosity for those that do not.
 * Source: OpenAI's model pages, 2026-08.
 */
final class OpenAiRules {
    private static final byte[] NONE = RequestEdits.bytes("\"none\"");
    private static final Set<String> SAMPLING = Set.of("temperature", "top_p", "logprobs", "top_logprobs");
    private static final Set<String> PENALTIES = Set.of("presence_penalty", "frequency_penalty", "logit_bias");
    private static final Set<String> SEARCH =
            Set.of("temperature", "top_p", "n", "presence_penalty", "frequency_penalty");
    private static final Set<String> REASONING = Set.of("reasoning_effort", "verbosity");

    private OpenAiRules() {}

    static void apply(OpenAiModel model, byte[] body, JsonFields fields, JsonSplice splice, Lost lost) {
        boolean reasons = model.reasons();
        if (!reasons && !model.plain() && !model.search()) {
            return;
        }
        int effort = fields.indexOf("reasoning_effort");
        boolean none = effort >= 0 && RequestEdits.is(body, fields.start(effort), fields.end(effort), NONE);
        boolean thinks = reasons && !(none && model.samplesWithoutEffort());
        for (int i = 0; i < fields.count(); i++) {
            String name = fields.name(i);
            boolean refused = (reasons && PENALTIES.contains(name))
                    || (thinks && SAMPLING.contains(name))
                    || (name.equals("stop") && !model.takesStop())
                    || (model.search() && SEARCH.contains(name))
                    || (model.plain() && REASONING.contains(name));
            if (refused) {
                splice.remove(name);
                lost.field(body, fields, i);
            }
        }
        if (!reasons) {
            return;
        }
        int most = fields.indexOf("max_tokens");
        if (most >= 0) {
            RequestEdits.rename(body, fields, most, "max_completion_tokens", splice);
        }
        if (model.callsWithoutEffort() && effort >= 0 && !none && hasTools(body, fields)) {
            splice.set("reasoning_effort", NONE);
            lost.add("reasoning_effort");
        }
    }

    private static boolean hasTools(byte[] body, JsonFields fields) {
        int tools = fields.indexOf("tools");
        if (tools < 0 || body[fields.start(tools)] != '[') {
            return false;
        }
        return new JsonCursor(body, fields.start(tools) + 1, body.length).peek() != ']';
    }
}
