package dev.pointsman.providers.gemini;

import dev.pointsman.api.json.JsonText;
import dev.pointsman.provider.chat.ChatReply;
import dev.pointsman.provider.chat.Finish;
import dev.pointsman.provider.chat.JsonBytes;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One choice as part of a whole reply: lists and fields are gathered until it finishes. */
final class ToldInWhole implements Told {
    private final ChatReply.Choice choice;
    private final Map<String, JsonBytes> lists = new LinkedHashMap<>();
    private final Map<String, byte[]> fields = new LinkedHashMap<>();

    ToldInWhole(ChatReply.Choice choice) {
        this.choice = choice;
        choice.content("");
    }

    @Override
    public void content(byte[] array, int from, int to) {
        choice.content(JsonText.unescape(array, from, to));
    }

    @Override
    public void reasoning(byte[] array, int from, int to) {
        choice.reasoning(JsonText.unescape(array, from, to));
    }

    @Override
    public void refusal(String text) {
        choice.refusal(text);
    }

    @Override
    public void call(String id, String name, byte[] arguments, byte @Nullable [] more) {
        choice.call(id, name, new String(arguments, StandardCharsets.UTF_8), more);
    }

    @Override
    public void element(String list, byte[] json) {
        JsonBytes gathered = lists.computeIfAbsent(list, any -> new JsonBytes());
        gathered.add(gathered.isEmpty() ? "[" : ",").add(json);
    }

    @Override
    public void field(String name, byte[] json) {
        fields.put(name, json);
    }

    @Override
    public void logprobs(byte[] elements) {
        choice.logprobs(elements);
    }

    @Override
    public void finish(Finish reason, String raw) {
        lists.forEach((name, gathered) -> choice.field(name, gathered.add("]").take()));
        fields.forEach(choice::field);
        choice.finish(reason, raw);
    }
}
