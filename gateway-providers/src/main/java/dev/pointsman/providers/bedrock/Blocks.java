package dev.pointsman.providers.bedrock;

import dev.pointsman.api.GatewayException;
import dev.pointsman.provider.chat.CacheHint;
import dev.pointsman.provider.chat.ChatPart;
import dev.pointsman.provider.chat.ChatRequest;
import dev.pointsman.provider.chat.Drops;
import dev.pointsman.provider.chat.Media;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes parts of messages as content blocks. */
final class Blocks {
    /** Blocks of Bedrock's own, and those that OpenAI's form has no part for. */
    private static final Set<String> OWN =
            Set.of("image", "document", "video", "audio", "cachePoint", "guardContent", "searchResult");

    private static final Map<String, String> DOCUMENTS = Map.of(
            "application/pdf", "pdf",
            "text/csv", "csv",
            "application/msword", "doc",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx",
            "application/vnd.ms-excel", "xls",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx",
            "text/html", "html",
            "text/markdown", "md",
            "application/json", "txt");

    private static final Set<String> DOCUMENT_FORMATS =
            Set.of("pdf", "csv", "doc", "docx", "xls", "xlsx", "html", "txt", "md");
    private static final Set<String> IMAGES = Set.of("png", "jpeg", "gif", "webp");
    private static final Map<String, String> VIDEOS = Map.of(
            "video/mp4", "mp4",
            "video/quicktime", "mov",
            "video/x-matroska", "mkv",
            "video/webm", "webm",
            "video/x-flv", "flv",
            "video/mpeg", "mpeg",
            "video/mpg", "mpg",
            "video/x-ms-wmv", "wmv",
            "video/3gpp", "three_gp");

    private final Names names;
    private final boolean caches;
    private final Drops drops;

    /** {@code caches}: the model keeps marked parts of a prompt. */
    Blocks(Names names, boolean caches, Drops drops) {
        this.names = names;
        this.caches = caches;
        this.drops = drops;
    }

    /** Adds a part's block, unless it is a blank text, and its cache mark. */
    void add(ChatPart part, ArrayNode blocks) {
        ObjectNode block = of(part);
        if (block != null) {
            blocks.add(block);
            mark(part.cache(), blocks);
        }
    }

    /** Adds a cache mark, where there is one and something to keep. */
    void mark(@Nullable CacheHint cache, ArrayNode blocks) {
        if (cache == null || blocks.isEmpty()) {
            return;
        }
        if (!caches) {
            drops.lose("messages.cache_control");
            return;
        }
        ObjectNode point = blocks.addObject().putObject("cachePoint").put("type", "default");
        if (cache.ttl() != null) {
            point.put("ttl", cache.ttl());
        }
    }

    private @Nullable ObjectNode of(ChatPart part) {
        if (part instanceof ChatPart.Text words) {
            return text(words.text());
        } else if (part instanceof ChatPart.Refusal words) {
            return text(words.text());
        } else if (part instanceof ChatPart.Image image) {
            return image(image.media(), part);
        } else if (part instanceof ChatPart.Audio audio) {
            return media("audio", audio.format().toLowerCase(Locale.ROOT), bytes(audio.base64()));
        } else if (part instanceof ChatPart.File file) {
            return file(file);
        }
        return foreign((ChatPart.Foreign) part);
    }

    private ObjectNode foreign(ChatPart.Foreign part) {
        JsonNode own = part.json().path(part.type());
        if (OWN.contains(part.type()) && own.isObject()) {
            return object().set(part.type(), own);
        }
        String url = part.json().path("video_url").path("url").asString("");
        if (url.isEmpty()) {
            throw refused(part, "this provider takes no such part");
        }
        return video(Media.ofUrl(url), part);
    }

    static @Nullable ObjectNode text(String text) {
        return text.isBlank() ? null : object().put("text", text);
    }

    private static ObjectNode image(Media media, ChatPart part) {
        String type = media.type() == null ? "" : media.type();
        String said = media.base64() == null ? extension(media.url()) : type.replaceFirst("^image/", "");
        String format = said.equals("jpg") ? "jpeg" : said;
        ObjectNode source = source(media, part);
        if (!IMAGES.contains(format)) {
            throw refused(
                            part,
                            (said.isEmpty() ? "an image of unknown type" : "image/" + said)
                                    + " (expected: image/jpeg, image/png, image/gif or image/webp)")
                    .withCode("invalid_image_format");
        }
        return media("image", format, source);
    }

    private static ObjectNode video(Media media, ChatPart part) {
        String said =
                media.base64() == null ? extension(media.url()) : VIDEOS.get(media.type() == null ? "" : media.type());
        ObjectNode source = source(media, part);
        String format = "3gp".equals(said) ? "three_gp" : said;
        if (format == null || !VIDEOS.containsValue(format)) {
            throw refused(part, "a video of unknown type (expected: mp4, mov, mkv, webm, flv, mpeg, wmv or 3gp)");
        }
        return media("video", format, source);
    }

    private ObjectNode file(ChatPart.File file) {
        Media media = file.media();
        if (media == null) {
            throw refused(file, "this provider knows no file ids (expected: file_data)");
        }
        String type = media.type() == null ? "" : media.type();
        String ending = extension(media.url() == null ? file.name() : media.url());
        if (type.startsWith("image/") || (type.isEmpty() && (IMAGES.contains(ending) || ending.equals("jpg")))) {
            return image(media, file);
        } else if (type.startsWith("video/") || (type.isEmpty() && VIDEOS.containsValue(ending))) {
            return video(media, file);
        } else if (type.startsWith("audio/")) {
            return media("audio", type.substring("audio/".length()), source(media, file));
        }
        ObjectNode source = source(media, file);
        ObjectNode block = object();
        block.putObject("document")
                .put("format", documentFormat(type, ending, file))
                .put("name", names.document(file.name()))
                .set("source", source);
        return block;
    }

    private static String documentFormat(String type, String ending, ChatPart part) {
        String known = DOCUMENTS.get(type);
        if (known != null) {
            return known;
        } else if (DOCUMENT_FORMATS.contains(ending)) {
            return ending;
        } else if (type.startsWith("text/")) {
            return "txt";
        }
        throw refused(
                part, "a file of type \"" + type + "\" (expected: pdf, csv, doc, docx, xls, xlsx, html, txt or md)");
    }

    private static ObjectNode source(Media media, ChatPart part) {
        String url = media.url();
        if (url == null) {
            return bytes(media.base64() == null ? "" : media.base64());
        }
        if (!url.startsWith("s3://")) {
            throw refused(part, "this provider fetches no addresses but s3:// (expected: the bytes, as a data: URI)");
        }
        ObjectNode source = object();
        source.putObject("s3Location").put("uri", url);
        return source;
    }

    private static ObjectNode bytes(String base64) {
        return object().put("bytes", base64);
    }

    private static ObjectNode media(String kind, String format, ObjectNode source) {
        ObjectNode block = object();
        block.putObject(kind).put("format", format).set("source", source);
        return block;
    }

    /** In lower case; "" where there is none. */
    private static String extension(@Nullable String name) {
        if (name == null) {
            return "";
        }
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }

    private static GatewayException refused(ChatPart part, String why) {
        return ChatRequest.invalid(part.at(), part.at() + ": " + why);
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}
