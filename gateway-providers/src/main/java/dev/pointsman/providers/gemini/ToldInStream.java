package dev.pointsman.providers.gemini;

import dev.pointsman.provider.chat.ChatChunks;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.JsonBytes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One choice as chunks. */
record ToldInStream(ChatChunks.Choice choice) implements Told {
    @Override
    public void content(byte[] array, int from, int to) {
        choice.content(array, from, to);
    }

    @Override
    public void reasoning(byte[] array, int from, int to) {
        choice.reasoning(array, from, to);
    }

    @Override
    public void refusal(String text) {
        choice.refusal(text);
    }

    @Override
    public void call(String id, String name, byte[] arguments, byte @Nullable [] extra) {
        int number = choice.call(id, name, extra);
        byte[] quoted = new JsonBytes()
                .quote(new String(arguments, StandardCharsets.UTF_8))
                .take();
        choice.arguments(number, quoted, 1, quoted.length - 1);
    }

    @Override
    public void element(String list, byte[] json) {
        choice.field(list, new JsonBytes().add("[").add(json).add("]").take());
    }

    @Override
    public void field(String name, byte[] json) {
        choice.field(name, json);
    }

    @Override
    public void logprobs(byte[] elements) {
        choice.logprobs(elements);
    }

    @Override
    public void finish(Finish reason, String raw) {
        choice.finish(reason, raw);
    }
}
