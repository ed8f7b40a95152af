package dev.pointsman.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One piece of a message's content. */
public sealed interface ChatPart {
    /** Where it stands, as errors name it: {@code messages[2].content[0]}. */
    String at();

    /** A cache mark right after it; null where there is none. */
    @Nullable
    CacheHint cache();

    /** Words; may be empty. */
    record Text(String text, String at, @Nullable CacheHint cache) implements ChatPart {}

    /** What the assistant said in refusing. */
    record Refusal(String text, String at, @Nullable CacheHint cache) implements ChatPart {}

    /** A picture; {@code detail} is null where not given. */
    record Image(
            Media media,
            @Nullable String detail,
            String at,
            @Nullable CacheHint cache) implements ChatPart {}

    /** Sound in base64; {@code format} is {@code wav}, {@code mp3} or what the client said. */
    record Audio(
            String base64,
            String format,
            String at,
            @Nullable CacheHint cache) implements ChatPart {}

    /** A file, given by its bytes or by an id that some provider knows. */
    record File(
            @Nullable Media media,
            @Nullable String fileId,
            @Nullable String name,
            String at,
            @Nullable CacheHint cache) implements ChatPart {}

    /** Of a type that OpenAI does not have: a provider may know it as its own. */
    record Foreign(
            String type, JsonNode json, String at, @Nullable CacheHint cache) implements ChatPart {}
}
