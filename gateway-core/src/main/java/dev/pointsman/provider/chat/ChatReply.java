package dev.pointsman.provider.chat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.Reply;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole reply in OpenAI's form, written from what an adapter finds in its provider's body.
 *
 * <p>Order of calls: {@code (choice(…).… | usage)* send}. Confined to one loop.
 */
public final class ChatReply {
    private final ReplyForm form;
    private final List<Choice> choices = new ArrayList<>(1);
    private @Nullable Usage usage;
    private long created;

    public ChatReply(ReplyForm form) {
        this.form = form;
        this.created = form.created();
    }

    /** When the answer was made, in Unix seconds, where the provider tells it. */
    public void created(long seconds) {
        created = seconds;
    }

    /** The choice of that index, from 0 without gaps. */
    public Choice choice(int index) {
        while (choices.size() <= index) {
            choices.add(new Choice());
        }
        return choices.get(index);
    }

    public void usage(Usage totals) {
        usage = totals;
    }

    /** Writes the body and ends the reply; {@code headers} are to be relayed. An answer without any choice that finished is a failure. */
    public void send(String id, String model, List<String> headers, Reply reply) {
        for (Choice choice : choices) {
            if (choice.finish == null) {
                reply.fail(new GatewayException(
                        ErrorKind.UPSTREAM_ERROR, "the provider's answer does not tell why it ended"));
                return;
            }
        }
        if (choices.isEmpty() || (usage == null && choices.get(0).empty())) {
            reply.fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's answer is empty"));
            return;
        }
        byte[] body = body(id, model);
        reply.start(new ReplyHead(200, ReplyHead.JSON, body.length, headers));
        if (usage != null) {
            reply.usage(usage);
        }
        choices.get(0).tellFinish(reply);
        reply.output(body);
        reply.end();
    }

    private byte[] body(String id, String model) {
        JsonBytes out = new JsonBytes()
                .add("{\"id\":")
                .quote(id)
                .add(",\"object\":\"chat.completion\",\"created\":")
                .add(created)
                .add(",\"model\":")
                .quote(model)
                .add(",\"choices\":[");
        for (int i = 0; i < choices.size(); i++) {
            out.add(i == 0 ? "{\"index\":" : ",{\"index\":").add(i);
            choices.get(i).write(out);
        }
        out.add("]");
        if (usage != null) {
            UsageText.write(usage, out.add(",\"usage\":"));
        }
        return out.add("}").take();
    }

    /** One of the answers that were asked for. */
    public final class Choice {
        private final StringBuilder content = new StringBuilder();
        private final StringBuilder reasoning = new StringBuilder();
        private final JsonBytes thinking = new JsonBytes();
        private final JsonBytes calls = new JsonBytes();
        private final JsonBytes fields = new JsonBytes();
        private final JsonBytes logprobs = new JsonBytes();
        private boolean spoke;
        private int callCount;
        private int carriedOut;
        private @Nullable String refusal;
        private @Nullable Finish finish;
        private String rawFinish = "";

        private Choice() {}

        public void content(String text) {
            spoke = true;
            content.append(text);
        }

        public void reasoning(String text) {
            reasoning.append(text);
        }

        /** Log probabilities of tokens of the text: elements of OpenAI's {@code logprobs.content}, with commas between them. */
        public void logprobs(byte[] elements) {
            logprobs.add(logprobs.isEmpty() ? "" : ",").add(elements);
        }

        public void refusal(String text) {
            refusal = text;
        }

        /** One element of {@code thinking_blocks}. */
        public void thinkingBlock(byte[] json) {
            if (!thinking.isEmpty()) {
                thinking.add(",");
            }
            thinking.add(json);
        }

        /** A field of the answer that OpenAI does not have, such as {@code images} or {@code extra_content}; each once. */
        public void field(String name, byte[] json) {
            fields.add(",").quote(name).add(":").add(json);
        }

        /** A call with its arguments, a JSON object as text. */
        public void call(String id, String name, String arguments) {
            call(id, name, arguments, null);
        }

        /** The same with {@code extra_content}: an object that the client is to send back with the call. */
        public void call(String id, String name, String arguments, byte @Nullable [] extra) {
            if (callCount++ > 0) {
                if (form.functions()) {
                    return; // the deprecated form has room for one
                }
                calls.add(",");
            }
            if (!form.functions()) {
                calls.add("{\"id\":").quote(id).add(",\"type\":\"function\",\"function\":");
            }
            calls.add("{\"name\":")
                    .quote(name)
                    .add(",\"arguments\":")
                    .quote(arguments)
                    .add("}");
            if (!form.functions()) {
                if (extra != null) {
                    calls.add(",\"extra_content\":").add(extra);
                }
                calls.add("}");
            }
        }

        /** A call of a tool that takes free text. */
        public void customCall(String id, String name, String input) {
            calls.add(callCount++ > 0 ? ",{\"id\":" : "{\"id\":")
                    .quote(id)
                    .add(",\"type\":\"custom\",\"custom\":{\"name\":")
                    .quote(name)
                    .add(",\"input\":")
                    .quote(input)
                    .add("}}");
        }

        /** The call last told was carried out by the provider itself: a stop after it stays a stop. */
        public void carriedOut() {
            carriedOut++;
        }

        /** Whether text, a refusal or a call is there. */
        public boolean said() {
            return content.length() > 0 || callCount > 0 || refusal != null;
        }

        private boolean empty() {
            return !said() && fields.isEmpty();
        }

        /** Why it ended; {@code raw} is the provider's word for it. A stop after calls is told as calls. */
        public void finish(Finish reason, String raw) {
            finish = reason;
            rawFinish = raw;
        }

        private void tellFinish(Reply reply) {
            if (finish != null) {
                finish.tell(rawFinish, reply);
            }
        }

        private void write(JsonBytes out) {
            out.add(",\"message\":{\"role\":\"assistant\",\"content\":");
            boolean silent = content.length() == 0 && (!spoke || callCount > 0 || refusal != null);
            if (silent) {
                out.add("null");
            } else {
                out.quote(content.toString());
            }
            out.add(",\"refusal\":");
            if (refusal == null) {
                out.add("null");
            } else {
                out.quote(refusal);
            }
            if (reasoning.length() > 0) {
                out.add(",\"reasoning_content\":").quote(reasoning.toString());
            }
            if (!thinking.isEmpty()) {
                out.add(",\"thinking_blocks\":[").add(thinking.take()).add("]");
            }
            if (!calls.isEmpty()) {
                boolean functions = form.functions();
                out.add(functions ? ",\"function_call\":" : ",\"tool_calls\":[")
                        .add(calls.take())
                        .add(functions ? "" : "]");
            }
            out.add(fields.take()).add("},\"logprobs\":");
            if (logprobs.isEmpty()) {
                out.add("null");
            } else {
                out.add("{\"content\":[").add(logprobs.take()).add("],\"refusal\":null}");
            }
            out.add(",\"finish_reason\":\"").add(word()).add("\"}");
        }

        private String word() {
            Finish told = (finish == null ? Finish.STOP : finish).told(callCount > carriedOut);
            boolean function = told == Finish.TOOL_CALLS && form.functions();
            return function ? "function_call" : told.word();
        }
    }
}
