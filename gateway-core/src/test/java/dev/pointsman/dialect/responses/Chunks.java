package dev.pointsman.dialect.responses;

import java.nio.charset.StandardCharsets;

/** A chat's stream as an adapter writes it; JSON with single quotes. */
final class Chunks {
    private final StringBuilder text = new StringBuilder();

    /** Begun with the role, as streams are. */
    Chunks() {
        delta("'role':'assistant','content':''");
    }

    Chunks delta(String members) {
        return choice("'delta':{" + members + "},'finish_reason':null");
    }

    Chunks text(String content) {
        return delta("'content':'" + content + "'");
    }

    /** A text with the log probabilities of its tokens. */
    Chunks text(String content, String logprobs) {
        return choice("'delta':{'content':'" + content + "'},'logprobs':{'content':[" + logprobs
                + "],'refusal':null},'finish_reason':null");
    }

    Chunks thought(String content) {
        return delta("'reasoning_content':'" + content + "'");
    }

    Chunks call(int index, String id, String name) {
        return delta("'tool_calls':[{'index':" + index + ",'id':'" + id + "','type':'function','function':{'name':'"
                + name + "','arguments':''}}]");
    }

    /** {@code piece} as it stands in the JSON, escapes and all. */
    Chunks arguments(int index, String piece) {
        return delta("'tool_calls':[{'index':" + index + ",'function':{'arguments':'" + piece + "'}}]");
    }

    Chunks finish(String reason) {
        return choice("'delta':{},'finish_reason':'" + reason + "'");
    }

    Chunks usage(String members) {
        return event("'choices':[],'usage':{" + members + "}");
    }

    Chunks ping() {
        text.append(": ping\n\n");
        return this;
    }

    private Chunks choice(String members) {
        return event("'choices':[{'index':0," + members + "}]");
    }

    private Chunks event(String members) {
        text.append("data: ")
                .append("{'id':'chatcmpl-1','object':'chat.completion.chunk','created':1,'model':'up',"
                        .replace('\'', '"'))
                .append(members.replace('\'', '"'))
                .append("}\n\n");
        return this;
    }

    byte[] bytes() {
        return (text + "data: [DONE]\n\n").getBytes(StandardCharsets.UTF_8);
    }

    byte[] unfinished() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
