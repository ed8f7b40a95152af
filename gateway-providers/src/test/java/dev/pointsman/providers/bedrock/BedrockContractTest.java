package dev.pointsman.providers.bedrock;

import dev.pointsman.provider.AdapterContractTest;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.providers.Workbench;
import dev.pointsman.providers.bedrock.aws.Frames;
import java.nio.charset.StandardCharsets;

class BedrockContractTest extends AdapterContractTest {
    private final ProviderAdapter adapter = Converse.bench().adapter();

    @Override
    protected ProviderAdapter adapter() {
        return adapter;
    }

    @Override
    protected String key() {
        return Workbench.KEY;
    }

    @Override
    protected String contentType(boolean stream) {
        return stream ? Converse.EVENTS : "application/json";
    }

    @Override
    protected String plainReply() {
        return "{\"metrics\":{\"latencyMs\":5},\"output\":{\"message\":{\"content\":[{\"text\":\"Grüße 😀\"}],"
                + "\"role\":\"assistant\"}},\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":3,\"outputTokens\":4,"
                + "\"totalTokens\":7}}";
    }

    @Override
    protected String streamedReply() {
        return "";
    }

    @Override
    protected byte[] bytes(boolean stream) {
        return stream
                ? Frames.joined(
                        Converse.START,
                        Converse.delta(0, "{'reasoningContent':{'text':'Hm 😀'}}"),
                        Converse.delta(0, "{'reasoningContent':{'signature':'sig'}}"),
                        Converse.closed(0),
                        Converse.delta(1, "{'text':'Grüße 😀'}"),
                        Converse.closed(1),
                        Converse.call(2, "t", "f"),
                        Converse.delta(2, "{'toolUse':{'input':'{}'}}"),
                        Converse.closed(2),
                        Converse.call(3, "u", "g"),
                        Converse.closed(3),
                        Converse.stop("tool_use"),
                        Converse.USAGE)
                : plainReply().getBytes(StandardCharsets.UTF_8);
    }
}
