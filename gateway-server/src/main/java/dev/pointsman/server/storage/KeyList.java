package dev.pointsman.server.storage;

import dev.pointsman.access.KeyHash;
import dev.pointsman.access.Priority;
import dev.pointsman.access.managed.ManagedKey;
import dev.pointsman.access.managed.ManagedKey.Grant;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Managed keys as JSON: digests only. */
final class KeyList {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int VERSION = 1;

    private KeyList() {}

    static String write(List<ManagedKey> keys) {
        ObjectNode root = JSON.createObjectNode().put("version", VERSION);
        ArrayNode all = root.putArray("keys");
        keys.forEach(key -> write(key, all.addObject()));
        return JSON.writeValueAsString(root) + "\n";
    }

    /** Fails with what is wrong where it is no such list. */
    static List<ManagedKey> read(byte[] json) {
        try {
            JsonNode root = JSON.readTree(json);
            if (root.path("version").asInt(0) != VERSION || !root.path("keys").isArray()) {
                throw new IllegalArgumentException("expected {\"version\": 1, \"keys\": […]}");
            }
            List<ManagedKey> keys = new ArrayList<>();
            root.path("keys").forEach(key -> keys.add(read(key)));
            return keys;
        } catch (JacksonException noJson) {
            throw new IllegalArgumentException("it is not JSON", noJson);
        } catch (DateTimeException noTime) {
            throw new IllegalArgumentException(noTime.getMessage(), noTime);
        }
    }

    private static void write(ManagedKey key, ObjectNode json) {
        json.put("name", key.name());
        ArrayNode hashes = json.putArray("hashes");
        for (KeyHash hash : key.hashes()) {
            put(hashes.addObject().put("sha256", hash.hash()), "until", hash.until());
        }
        Grant grant = key.grant();
        if (grant.team() != null) {
            json.put("team", grant.team());
        }
        ArrayNode tags = json.putArray("tags");
        grant.tags().stream().sorted().forEach(tags::add);
        if (grant.models() != null) {
            ArrayNode models = json.putArray("models");
            grant.models().stream().sorted().forEach(models::add);
        }
        json.put("priority", grant.priority().word());
        put(json, "created_at", key.createdAt());
        json.put("created_by", key.createdBy());
        put(json, "expires", key.expires());
        put(json, "revoked_at", key.revokedAt());
        json.put("revision", key.revision());
    }

    private static void put(ObjectNode json, String name, @Nullable Instant at) {
        if (at != null) {
            json.put(name, at.toString());
        }
    }

    private static ManagedKey read(JsonNode json) {
        List<KeyHash> hashes = new ArrayList<>();
        json.path("hashes")
                .forEach(hash -> hashes.add(new KeyHash(hash.path("sha256").asString(""), instant(hash, "until"))));
        Instant created = instant(json, "created_at");
        if (created == null || hashes.isEmpty()) {
            throw new IllegalArgumentException("a key has no hashes, or no created_at");
        }
        JsonNode team = json.path("team");
        return new ManagedKey(
                json.path("name").asString(""),
                hashes,
                new Grant(
                        team.isString() ? team.asString() : null,
                        texts(json.path("tags")),
                        json.path("models").isArray() ? texts(json.path("models")) : null,
                        Priority.of(json.path("priority").asString(Priority.NORMAL.word()))),
                created,
                json.path("created_by").asString(""),
                instant(json, "expires"),
                instant(json, "revoked_at"),
                json.path("revision").asLong(1));
    }

    private static @Nullable Instant instant(JsonNode json, String name) {
        JsonNode at = json.path(name);
        return at.isMissingNode() ? null : Instant.parse(at.asString(""));
    }

    private static Set<String> texts(JsonNode list) {
        Set<String> texts = new HashSet<>();
        list.forEach(each -> texts.add(each.asString("")));
        return texts;
    }
}
