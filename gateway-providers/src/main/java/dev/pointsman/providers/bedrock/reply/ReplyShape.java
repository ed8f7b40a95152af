package dev.pointsman.providers.bedrock.reply;

import dev.pointsman.config.Secret;
import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;
import java.util.List;
import java.util.function.Supplier;

/**
 * What a reply answers.
 *
 * @param model as the client is told it
 * @param id of the answer, where the provider tells none
 * @param jsonTool a tool named {@link ReplyShape.JSON_TOOL} stands in for structured output: its arguments are the answer
 * @param secrets what must not be told, as of now
 */
public record ReplyShape(
        ReplyForm chat,
        boolean streamed,
        String model,
        String id,
        boolean jsonTool,
        FinishReasons reasons,
        Supplier<List<Secret>> secrets) {
    /** The tool that stands in for structured output where a model has none. */
    public static final String JSON_TOOL = "json";

    /** Words for an answer that the model did not manage to give. */
    static boolean failed(String stopReason) {
        return stopReason.equals("malformed_model_output") || stopReason.equals("malformed_tool_use");
    }
}
