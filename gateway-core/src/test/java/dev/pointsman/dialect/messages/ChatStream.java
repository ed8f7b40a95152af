package dev.pointsman.dialect.messages;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.ChatReplyDecoder;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.provider.ReplyDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A provider's reply in OpenAI's form, written by a test, and what a Messages client gets of it. Written with single quotes. */
final class ChatStream {
    private final StringBuilder stream = new StringBuilder();

    ChatStream delta(String delta) {
        return chunk("{'index':0,'delta':" + delta + ",'finish_reason':null}", "null");
    }

    ChatStream text(String text) {
        return delta("{'content':'" + text + "'}");
    }

    ChatStream call(int index, String id, String name, String arguments) {
        return delta("{'tool_calls':[{'index':" + index + ",'id':'" + id + "','type':'function','function':{'name':'"
                + name + "','arguments':'" + arguments + "'}}]}");
    }

    ChatStream arguments(int index, String piece) {
        return delta("{'tool_calls':[{'index':" + index + ",'function':{'arguments':'" + piece + "'}}]}");
    }

    ChatStream raw(String text) {
        stream.append(text);
        return this;
    }

    private ChatStream chunk(String choices, String usage) {
        String chunk = "{'id':'chatcmpl-7','object':'chat.completion.chunk','created':1,'model':'up','choices':["
                + choices + "],'usage':" + usage + "}";
        stream.append("data: ").append(chunk.replace('\'', '"')).append("\n\n");
        return this;
    }

    ChatStream finish(String reason) {
        return chunk("{'index':0,'delta':{},'finish_reason':'" + reason + "'}", "null");
    }

    ChatStream usage(String usage) {
        return chunk("", usage);
    }

    ChatStream done() {
        return raw("data: [DONE]\n\n");
    }

    /** Finish, usage of 12 (10 cached) and 5 tokens, and the end. */
    ChatStream end(String reason) {
        return finish(reason)
                .usage(
                        "{'prompt_tokens':12,'completion_tokens':5,'total_tokens':17,'prompt_tokens_details':{'cached_tokens':10}}")
                .done();
    }

    RecordedReply heard(ApiRequest request, int step) {
        return heard(request, "text/event-stream", stream.toString(), step);
    }

    RecordedReply heard() {
        return heard(Messages.request("'stream':true," + Messages.ASK), 4096);
    }

    MessageView view() {
        return MessageView.of(heard().text());
    }

    /** Of a reply that is one body. */
    static RecordedReply whole(ApiRequest request, String body) {
        return heard(request, "application/json", body.replace('\'', '"'), 1000);
    }

    private static RecordedReply heard(ApiRequest request, String type, String text, int step) {
        MessagesDialect dialect = new MessagesDialect();
        RecordedReply client = new RecordedReply();
        ApiRequest chat = dialect.chat(request).chat();
        ReplyDecoder decoder = new ChatReplyDecoder(ChatReplyDecoder.Settings.of(chat));
        var reply = dialect.reply(request, client);
        decoder.head(
                200,
                Headers.of(
                        "content-type", type, "x-ratelimit-remaining-tokens", "9", "x-ratelimit-limit-requests", "4"),
                reply);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int from = 0; from < bytes.length; from += step) {
            if (client.failure() == null) {
                decoder.data(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + step)), reply);
            }
        }
        if (client.failure() == null && !client.ended()) {
            decoder.end(reply);
        }
        return client;
    }
}
