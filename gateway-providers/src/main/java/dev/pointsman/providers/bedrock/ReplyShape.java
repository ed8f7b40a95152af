package dev.pointsman.providers.bedrock;

import dev.pointsman.provider.chat.FinishReasons;
import dev.pointsman.provider.chat.ReplyForm;

/**
 * What a reply answers.
 *
 * @param model as the client is told it
 * @param id of the answer, where the provider tells none
 * @param jsonTool a tool named {@link ToolConfig#JSON_TOOL} stands in for structured output: its arguments are the answer
 */
record ReplyShape(
        ReplyForm chat,
        boolean streamed,
        String model,
        String id,
        boolean jsonTool,
        FinishReasons reasons,
        Access access) {
    /** Words for an answer that the model did not manage to give. */
    static boolean failed(String stopReason) {
        return stopReason.equals("malformed_model_output") || stopReason.equals("malformed_tool_use");
    }
}
