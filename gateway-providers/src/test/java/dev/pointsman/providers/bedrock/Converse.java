package dev.pointsman.providers.bedrock;

import dev.pointsman.api.Headers;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.Workbench;
import dev.pointsman.providers.bedrock.aws.Frames;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Bedrock on a workbench. */
final class Converse {
    static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    static final String NOVA = "us.amazon.nova-lite-v1:0";
    static final String EVENTS = "application/vnd.amazon.eventstream";
    static final String HI = "'messages':[{'role':'user','content':'hi'}]";
    static final byte[] START = Frames.event("messageStart", "{'p':'abc','role':'assistant'}");
    static final byte[] USAGE = Frames.event(
            "metadata",
            "{'metrics':{'latencyMs':1},'usage':{'inputTokens':5,'outputTokens':1,'totalTokens':6,'cacheReadInputTokens':2}}");

    private Converse() {}

    static Workbench bench(String entry) {
        return new Workbench(new BedrockFactory(Workbench.CLOCK), entry);
    }

    static Workbench bench(String entry, Map<String, String> environment) {
        return new Workbench(new BedrockFactory(Workbench.CLOCK), entry, environment);
    }

    static Workbench bench() {
        return bench("{ type: bedrock, region: us-east-1, key: $KEY }");
    }

    /** The body that is sent to a model for a chat of these fields. */
    static JsonNode sent(String model, String fields) {
        return bench().sent(model, fields);
    }

    static byte[] delta(int block, String delta) {
        return Frames.event("contentBlockDelta", "{'contentBlockIndex':" + block + ",'delta':" + delta + "}");
    }

    static byte[] call(int block, String id, String name) {
        return Frames.event(
                "contentBlockStart",
                "{'contentBlockIndex':" + block + ",'start':{'toolUse':{'toolUseId':'" + id + "','name':'" + name
                        + "'}}}");
    }

    static byte[] closed(int block) {
        return Frames.event("contentBlockStop", "{'contentBlockIndex':" + block + "}");
    }

    static byte[] stop(String reason) {
        return Frames.event("messageStop", "{'stopReason':'" + reason + "'}");
    }

    static RecordedReply stream(String model, String fields, byte[]... messages) {
        return bench().reply(
                        Workbench.chat("'stream':true," + fields),
                        model,
                        Headers.of("content-type", EVENTS, "x-amzn-requestid", "r-1"),
                        Frames.joined(messages),
                        1 << 20);
    }

    static RecordedReply stream(byte[]... messages) {
        return stream(CLAUDE, HI, messages);
    }

    static RecordedReply whole(String model, String fields, String body) {
        return bench().reply(
                        Workbench.chat(fields),
                        model,
                        Headers.of("content-type", "application/json", "x-amzn-requestid", "r-1"),
                        body.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        1 << 20);
    }

    static RecordedReply whole(String content, String reason) {
        return whole(
                CLAUDE,
                HI,
                "{'output':{'message':{'role':'assistant','content':[" + content + "]}},'stopReason':'" + reason
                        + "','usage':{'inputTokens':3,'outputTokens':4,'totalTokens':7}}");
    }
}
