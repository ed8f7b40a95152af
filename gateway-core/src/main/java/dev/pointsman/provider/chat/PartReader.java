package dev.pointsman.provider.chat;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads one element of a message's {@code content}. */
final class PartReader {
    private PartReader() {}

    static ChatPart part(JsonNode part, String at) {
        if (part.isString()) {
            return new ChatPart.Text(part.stringValue(), at, null);
        }
        CacheHint cache = CacheHint.of(part);
        String type = part.path("type").asString("");
        return switch (type) {
            case "text", "input_text", "output_text" ->
                new ChatPart.Text(part.path("text").asString(""), at, cache);
            case "refusal" -> new ChatPart.Refusal(part.path("refusal").asString(""), at, cache);
            case "image_url", "input_image" -> image(part, at, cache);
            case "input_audio" -> audio(part, at, cache);
            case "file", "input_file" -> file(part, at, cache);
            case "" -> throw ChatRequest.invalid(at + ".type", at + " needs a type");
            default -> new ChatPart.Foreign(type, part, at, cache);
        };
    }

    private static ChatPart image(JsonNode part, String at, @Nullable CacheHint cache) {
        JsonNode image = part.path("image_url");
        String url = image.isString()
                ? image.stringValue()
                : image.path("url").asString("").strip();
        Media media = Media.ofUrl(url);
        if (url.isEmpty() || (media.base64() != null && media.base64().isEmpty())) {
            throw ChatRequest.invalid(at + ".image_url", at + ": the image has no address and no bytes")
                    .withCode("invalid_image_url");
        }
        return new ChatPart.Image(media, image.path("detail").asString(null), at, cache);
    }

    private static ChatPart audio(JsonNode part, String at, @Nullable CacheHint cache) {
        JsonNode audio = part.path("input_audio");
        return new ChatPart.Audio(
                audio.path("data").asString(""), audio.path("format").asString("wav"), at, cache);
    }

    private static ChatPart file(JsonNode part, String at, @Nullable CacheHint cache) {
        JsonNode file = part.path("file").isObject() ? part.path("file") : part;
        String data = file.path("file_data").asString("").strip();
        String url = file.path("file_url").asString("").strip();
        String id = file.path("file_id").asString(null);
        if (data.isEmpty() && url.isEmpty() && id == null) {
            throw ChatRequest.invalid(at + ".file", at + ": the file has neither file_data nor file_id");
        }
        boolean inline = !data.isEmpty();
        Media media = inline
                ? data.regionMatches(true, 0, "data:", 0, 5) ? Media.ofUrl(data) : Media.ofBase64(data, null)
                : url.isEmpty() ? null : Media.ofUrl(url);
        return new ChatPart.File(media, id, file.path("filename").asString(null), at, cache);
    }
}
