package dev.pointsman.providers.gemini.request;

import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.Media;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes parts of a message as Google's: text, bytes as {@code inlineData}, addresses as {@code fileData}. Source: ai.google.dev, pages on image,
 * audio, video and document understanding (autumn 2026).
 */
final class MediaParts {
    private static final Set<String> IMAGES =
            Set.of("image/png", "image/jpeg", "image/webp", "image/heic", "image/heif", "image/gif");
    private static final Set<String> SOUNDS = Set.of("wav", "mp3", "aiff", "aac", "ogg", "flac", "m4a", "opus", "webm");
    /** Kinds of text that Google takes only when they are called plain. */
    private static final Set<String> TEXTS =
            Set.of("application/json", "application/xml", "application/yaml", "application/x-yaml", "application/csv");

    private static final Map<String, String> BY_ENDING = Map.ofEntries(
            Map.entry("png", "image/png"),
            Map.entry("jpg", "image/jpeg"),
            Map.entry("jpeg", "image/jpeg"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("heif", "image/heif"),
            Map.entry("gif", "image/gif"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("txt", "text/plain"),
            Map.entry("md", "text/markdown"),
            Map.entry("csv", "text/csv"),
            Map.entry("html", "text/html"),
            Map.entry("json", "text/plain"),
            Map.entry("xml", "text/xml"),
            Map.entry("wav", "audio/wav"),
            Map.entry("mp3", "audio/mp3"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("flac", "audio/flac"),
            Map.entry("aac", "audio/aac"),
            Map.entry("aiff", "audio/aiff"),
            Map.entry("m4a", "audio/m4a"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("mov", "video/mov"),
            Map.entry("mpeg", "video/mpeg"),
            Map.entry("mpg", "video/mpg"),
            Map.entry("webm", "video/webm"),
            Map.entry("avi", "video/avi"),
            Map.entry("wmv", "video/wmv"),
            Map.entry("mkv", "video/x-matroska"),
            Map.entry("3gp", "video/3gpp"),
            Map.entry("3gpp", "video/3gpp"));
    private static final String FILES_API = "https://generativelanguage.googleapis.com/v1beta/";
    private static final List<String> ADDRESSES = List.of("https://", "http://", "gs://");

    private final GeminiModel model;
    private final boolean vertex;
    private final Drops drops;

    MediaParts(GeminiModel model, boolean vertex, Drops drops) {
        this.model = model;
        this.vertex = vertex;
        this.drops = drops;
    }

    /** Null for an empty text, which the API refuses. */
    @Nullable
    ObjectNode of(ChatPart part) {
        if (part.cache() != null) {
            drops.lose("messages.cache_control");
        }
        if (part instanceof ChatPart.Text words) {
            return text(words.text());
        }
        if (part instanceof ChatPart.Refusal words) {
            return text(words.text());
        }
        if (part instanceof ChatPart.Image image) {
            return image(image);
        }
        if (part instanceof ChatPart.Audio audio) {
            return audio(audio);
        }
        if (part instanceof ChatPart.File file) {
            return file(file);
        }
        if (part instanceof ChatPart.Foreign foreign && foreign.type().equals("video_url")) {
            String url = foreign.json().path("video_url").path("url").asString("");
            if (!url.isEmpty()) {
                return media(Media.ofUrl(url), null, part.at());
            }
        }
        throw ChatRequest.invalid(part.at(), part.at() + ": this provider takes no such part");
    }

    static @Nullable ObjectNode text(String text) {
        return text.isEmpty() ? null : object().put("text", text);
    }

    private ObjectNode image(ChatPart.Image image) {
        ObjectNode out = media(image.media(), null, image.at());
        String detail = image.detail();
        if (detail == null || detail.equals("auto")) {
            return out;
        }
        if (!model.thirdOrLater() || !(detail.equals("low") || detail.equals("high"))) {
            drops.lose("messages.image_url.detail");
            return out;
        }
        out.putObject("mediaResolution").put("level", "MEDIA_RESOLUTION_" + detail.toUpperCase(Locale.ROOT));
        return out;
    }

    private static ObjectNode audio(ChatPart.Audio audio) {
        String format = audio.format().toLowerCase(Locale.ROOT);
        if (!SOUNDS.contains(format) || audio.base64().isEmpty()) {
            throw ChatRequest.invalid(
                    audio.at(), audio.at() + ": expected audio data as wav, mp3, aiff, aac, ogg, flac or m4a");
        }
        return inline("audio/" + format, audio.base64());
    }

    private ObjectNode file(ChatPart.File file) {
        Media media = file.media();
        if (media != null) {
            return media(media, file.name(), file.at());
        }
        String id = file.fileId() == null ? "" : file.fileId();
        if (id.startsWith("files/")) {
            return address(FILES_API + id, null);
        }
        if (ADDRESSES.stream().noneMatch(id::startsWith)) {
            throw ChatRequest.invalid(
                    file.at(), file.at() + ": file_id is not known here (expected: files/…, gs://… or https://…)");
        }
        return media(Media.ofUrl(id), file.name(), file.at());
    }

    private ObjectNode media(Media media, @Nullable String name, String at) {
        String url = media.url();
        if (url != null) {
            return remote(url, name, at);
        }
        String data = media.base64() == null ? "" : media.base64();
        String type = media.type() == null ? byEnding(name == null ? "" : name) : media.type();
        if (type == null || !taken(type)) {
            GatewayException refused = ChatRequest.invalid(
                    at,
                    at + ": " + (type == null ? "data of unknown type" : type)
                            + " (expected: PNG, JPEG, WebP, HEIC, HEIF, GIF, PDF, text, audio or video)");
            throw type != null && type.startsWith("image/") ? refused.withCode("invalid_image_format") : refused;
        }
        return inline(TEXTS.contains(type) ? "text/plain" : type, data);
    }

    private ObjectNode remote(String url, @Nullable String name, String at) {
        String type = byEnding(path(url));
        if (type == null && name != null) {
            type = byEnding(name);
        }
        if (type == null && youTube(url)) {
            type = "video/mp4";
        }
        if (type == null && vertex) {
            throw ChatRequest.invalid(
                    at, at + ": the type of what is at that address cannot be told (expected: an ending such as .png)");
        }
        if (type != null && !taken(type)) {
            throw ChatRequest.invalid(at, at + ": " + type + " is not taken by this provider");
        }
        return address(url, youTube(url) && !vertex ? null : type);
    }

    private static boolean youTube(String url) {
        return url.startsWith("https://www.youtube.com/")
                || url.startsWith("https://youtube.com/")
                || url.startsWith("https://youtu.be/");
    }

    private static String path(String url) {
        int end = url.length();
        for (char mark : new char[] {'?', '#'}) {
            int at = url.indexOf(mark);
            end = at >= 0 && at < end ? at : end;
        }
        return url.substring(0, end);
    }

    private static @Nullable String byEnding(String name) {
        int slash = name.lastIndexOf('/');
        int dot = name.lastIndexOf('.');
        return dot <= slash ? null : BY_ENDING.get(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean taken(String type) {
        return IMAGES.contains(type)
                || type.startsWith("audio/")
                || type.startsWith("video/")
                || type.startsWith("text/")
                || type.equals("application/pdf")
                || TEXTS.contains(type);
    }

    private static ObjectNode inline(String type, String data) {
        ObjectNode out = object();
        out.putObject("inlineData").put("mimeType", type).put("data", data);
        return out;
    }

    private static ObjectNode address(String url, @Nullable String type) {
        ObjectNode out = object();
        ObjectNode file = out.putObject("fileData").put("fileUri", url);
        if (type != null) {
            file.put("mimeType", type);
        }
        return out;
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
