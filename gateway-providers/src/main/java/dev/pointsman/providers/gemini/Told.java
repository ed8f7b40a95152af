package dev.pointsman.providers.gemini;

import dev.pointsman.provider.chat.Finish;
import org.jspecify.annotations.Nullable;

/** Where one choice of an answer is written: into a stream, or into a whole reply. Ranges are contents of JSON strings, escapes and all. */
interface Told {
    void content(byte[] array, int from, int to);

    void reasoning(byte[] array, int from, int to);

    void refusal(String text);

    /** A call with its arguments, a whole JSON object, and what the client is to send back with it (null for nothing). */
    void call(String id, String name, byte[] arguments, byte @Nullable [] extra);

    /** One element of a list beside the text: {@code images}, {@code annotations}. */
    void element(String list, byte[] json);

    /** A field beside the text that comes once, such as {@code extra_content}: a later one replaces an earlier one. */
    void field(String name, byte[] json);

    /** Elements of {@code logprobs.content}. */
    void logprobs(byte[] elements);

    void finish(Finish reason, String raw);
}
