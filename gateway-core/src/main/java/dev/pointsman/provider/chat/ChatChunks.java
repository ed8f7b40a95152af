package dev.pointsman.provider.chat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.provider.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A streamed reply in OpenAI's form, written from what an adapter finds in its provider's stream.
 *
 * <p>Order of calls: {@code head begin (choice(…).… | usage | ping | flush)* (end | fail)}. What is written goes to the {@link Reply} at
 * {@link #flush}, once for each read; as preamble until something was said, as output from then on. One id, model and {@code created} in all
 * chunks; the role first; usage only where it was asked for; {@code [DONE]} last. Confined to one loop.
 */
public final class ChatChunks {
    private static final byte[] PING = JsonBytes.ascii(": ping\n\n");
    private static final byte[] DONE = JsonBytes.ascii("data: [DONE]\n\n");
    private static final byte[] DELTA = JsonBytes.ascii(",\"delta\":{");
    private static final byte[] ROLE = JsonBytes.ascii("\"role\":\"assistant\",\"content\":\"\"");
    private static final byte[] CONTENT = JsonBytes.ascii("\"content\":\"");
    private static final byte[] REASONING = JsonBytes.ascii("\"reasoning_content\":\"");
    private static final byte[] REFUSAL = JsonBytes.ascii("\"refusal\":\"");
    private static final byte[] QUOTE = {'"'};
    private static final byte[] UNFINISHED = JsonBytes.ascii("},\"finish_reason\":null}]");
    private static final byte[] LOGPROBS = JsonBytes.ascii("},\"logprobs\":{\"content\":[");
    private static final byte[] LOGPROBS_END = JsonBytes.ascii("],\"refusal\":null},\"finish_reason\":null}]");

    private final Reply reply;
    private final ReplyForm form;
    private final JsonBytes bytes = new JsonBytes();
    private final List<Choice> choices = new ArrayList<>(1);
    private final byte[] close;
    private byte[] open = {};
    private @Nullable Usage usage;
    private boolean usageTold;
    private boolean usageIsNew;
    private boolean output;
    private boolean over;

    public ChatChunks(ReplyForm form, Reply reply) {
        this.form = form;
        this.reply = reply;
        this.close = JsonBytes.ascii(form.includeUsage() ? ",\"usage\":null}\n\n" : "}\n\n");
    }

    /** The provider's reply has begun; {@code headers} are to be relayed, name then value in turn. */
    public void head(List<String> headers) {
        reply.start(
                headers.isEmpty() ? ReplyHead.eventStream() : new ReplyHead(200, ReplyHead.EVENT_STREAM, -1, headers));
    }

    /** The answer's id and model are known. Writes the role. */
    public void begin(String id, String model) {
        begin(id, model, form.created());
    }

    /** The same, where the provider tells when the answer was made, in Unix seconds. */
    public void begin(String id, String model, long created) {
        if (begun()) {
            throw new IllegalStateException("a stream has one head");
        }
        open = new JsonBytes()
                .add("data: {\"id\":")
                .quote(id)
                .add(",\"object\":\"chat.completion.chunk\",\"created\":")
                .add(created)
                .add(",\"model\":")
                .quote(model)
                .add(",\"choices\":[")
                .take();
        choice(0).role();
    }

    public boolean begun() {
        return open.length > 0;
    }

    /** The choice of that index, from 0 without gaps; begun by being asked for. */
    public Choice choice(int index) {
        while (choices.size() <= index) {
            Choice next = new Choice(choices.size());
            choices.add(next);
            if (next.index > 0) {
                next.role();
            }
        }
        return choices.get(index);
    }

    /** The provider is alive. */
    public void ping() {
        bytes.add(PING);
    }

    /** Latest known totals; a later call replaces an earlier one. */
    public void usage(Usage latest) {
        usage = latest;
        usageTold = true;
        usageIsNew = true;
    }

    /** Hands over what was written since the last time, and the usage told: the client may leave before the end. */
    public void flush() {
        Usage total = usage;
        if (usageIsNew && total != null) {
            usageIsNew = false;
            reply.usage(total);
        }
        if (!bytes.isEmpty()) {
            if (output) {
                reply.output(bytes.take());
            } else {
                reply.preamble(bytes.take());
            }
        }
    }

    /** The answer is whole: every choice must have finished. An answer in which nothing was said and nothing counted is a failure. */
    public void end() {
        if (!output && !usageTold) {
            fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's stream held no answer"));
            return;
        }
        for (Choice choice : choices) {
            if (!choice.finished) {
                fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "the provider's stream ended without a reason"));
                return;
            }
        }
        over = true;
        Usage total = usage;
        if (total != null && form.includeUsage()) {
            bytes.add(open).add("],\"usage\":");
            UsageText.write(total, bytes);
            bytes.add("}\n\n");
        }
        bytes.add(DONE);
        output = true;
        flush();
        reply.end();
    }

    /** The answer is broken, or says that it failed. What was written before goes first. */
    public void fail(GatewayException error) {
        if (!over) {
            over = true;
            flush();
            reply.fail(error);
        }
    }

    /** Nothing more is to be written. */
    public boolean over() {
        return over;
    }

    /** One of the answers that were asked for; most requests ask for one. */
    public final class Choice {
        private final int index;
        private int calls;
        private int carriedOut;
        private boolean[] argued = new boolean[4];
        private boolean said;
        private boolean finished;

        private Choice(int index) {
            this.index = index;
        }

        private void role() {
            delta().add(ROLE);
            sent();
        }

        /** Text, as the contents of a JSON string (escapes and all) that was found well-formed. */
        public void content(byte[] array, int from, int to) {
            text(CONTENT, array, from, to);
        }

        /** Log probabilities of tokens of the text: elements of OpenAI's {@code logprobs.content}, with commas between them. */
        public void logprobs(byte[] elements) {
            delta().add(LOGPROBS).add(elements).add(LOGPROBS_END).add(close);
        }

        /** Reasoning, given like {@link #content}. */
        public void reasoning(byte[] array, int from, int to) {
            text(REASONING, array, from, to);
        }

        public void refusal(String text) {
            byte[] quoted = new JsonBytes().quote(text).take();
            text(REFUSAL, quoted, 1, quoted.length - 1);
        }

        private void text(byte[] name, byte[] array, int from, int to) {
            if (to > from) {
                delta().add(name).add(array, from, to).add(QUOTE);
                sent();
                said = true;
                output = true;
            }
        }

        /** A block of reasoning to be sent back one day as it is: one element of {@code thinking_blocks}. */
        public void thinkingBlock(byte[] json) {
            delta().add("\"thinking_blocks\":[").add(json).add("]");
            sent();
            output = true;
        }

        /** A field of the answer that OpenAI does not have, such as {@code images} or {@code extra_content}; {@code json} is its value. */
        public void field(String name, byte[] json) {
            delta().quote(name).add(":").add(json);
            sent();
            output = true;
        }

        /** A call begins; returns its number in this choice, from 0. Its arguments follow. */
        public int call(String id, String name) {
            return call(id, name, null);
        }

        /** The same with {@code extra_content}: an object that the client is to send back with the call. */
        public int call(String id, String name, byte @Nullable [] extra) {
            if (form.functions()) {
                delta().add("\"function_call\":{\"name\":").quote(name).add(",\"arguments\":\"\"}");
            } else {
                delta().add("\"tool_calls\":[{\"index\":")
                        .add(calls)
                        .add(",\"id\":")
                        .quote(id)
                        .add(",\"type\":\"function\",\"function\":{\"name\":")
                        .quote(name)
                        .add(",\"arguments\":\"\"}");
                if (extra != null) {
                    bytes.add(",\"extra_content\":").add(extra);
                }
                bytes.add("}]");
            }
            return begun();
        }

        /** A call of a tool that takes free text begins; returns its number in this choice. Its {@link #input} follows. */
        public int customCall(String id, String name) {
            delta().add("\"tool_calls\":[{\"index\":")
                    .add(calls)
                    .add(",\"id\":")
                    .quote(id)
                    .add(",\"type\":\"custom\",\"custom\":{\"name\":")
                    .quote(name)
                    .add(",\"input\":\"\"}}]");
            return begun();
        }

        private int begun() {
            sent();
            said = true;
            output = true;
            if (calls == argued.length) {
                argued = Arrays.copyOf(argued, calls * 2);
            }
            return calls++;
        }

        /** A piece of what a {@link #customCall} is given, like {@link #content}. */
        public void input(int call, byte[] array, int from, int to) {
            if (to > from) {
                delta().add("\"tool_calls\":[{\"index\":")
                        .add(call)
                        .add(",\"custom\":{\"input\":\"")
                        .add(array, from, to)
                        .add("\"}}]");
                sent();
            }
        }

        /** A piece of a call's arguments, given like {@link #content}. */
        public void arguments(int call, byte[] array, int from, int to) {
            if (to > from) {
                argued[call] = true;
                if (form.functions()) {
                    delta().add("\"function_call\":{\"arguments\":\"")
                            .add(array, from, to)
                            .add("\"}");
                } else {
                    delta().add("\"tool_calls\":[{\"index\":")
                            .add(call)
                            .add(",\"function\":{\"arguments\":\"")
                            .add(array, from, to)
                            .add("\"}}]");
                }
                sent();
            }
        }

        /** A call has all its arguments; where none came it gets {@code otherwise}, a JSON object. */
        public void callEnds(int call, String otherwise) {
            if (!argued[call]) {
                byte[] quoted = new JsonBytes().quote(otherwise).take();
                arguments(call, quoted, 1, quoted.length - 1);
            }
        }

        /** The call last begun is carried out by the provider itself: a stop after it stays a stop. */
        public void carriedOut() {
            carriedOut++;
        }

        /** Whether text, a refusal or a call was written. */
        public boolean said() {
            return said;
        }

        /** Whether a call was written. */
        public boolean called() {
            return calls > 0;
        }

        /** The choice has ended; {@code raw} is the provider's word for it. A stop after calls is told as calls. */
        public void finish(Finish reason, String raw) {
            if (finished) {
                return;
            }
            finished = true;
            delta();
            bytes.add("},\"finish_reason\":\"");
            Finish told = reason.told(calls > carriedOut);
            bytes.add(told == Finish.TOOL_CALLS && form.functions() ? "function_call" : told.word());
            bytes.add("\"}]").add(close);
            reason.tell(raw, reply);
        }

        private JsonBytes delta() {
            return bytes.add(open).add("{\"index\":").add(index).add(DELTA);
        }

        private void sent() {
            bytes.add(UNFINISHED).add(close);
        }
    }
}
