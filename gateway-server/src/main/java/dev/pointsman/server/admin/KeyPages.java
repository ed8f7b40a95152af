package dev.pointsman.server.admin;

import dev.pointsman.access.KeySettings;
import dev.pointsman.access.KeyTime;
import dev.pointsman.access.Priority;
import dev.pointsman.access.managed.ManagedKey;
import dev.pointsman.access.managed.ManagedKey.Grant;
import dev.pointsman.access.managed.ManagedKeys;
import dev.pointsman.config.NearestWord;
import dev.pointsman.config.Units;
import dev.pointsman.policy.Policy;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** Virtual keys for operators: what there is, and making, changing and ending those that are managed. Blocks on their file. */
public final class KeyPages {
    private static final Logger LOG = LoggerFactory.getLogger(KeyPages.class);
    private static final Duration GRACE = Duration.ofDays(1);
    private static final Duration LONGEST_GRACE = Duration.ofDays(90);
    private static final int SHOWN_DIGITS = 8;
    private static final String NEVER = "never";

    private final @Nullable ManagedKeys keys;
    private final Supplier<Policy> policy;
    private final Supplier<? extends Collection<String>> askable;
    private final InstantSource clock;

    /** A change; gives what is said of it. */
    private interface Change {
        Map<String, @Nullable Object> make(ManagedKeys keys) throws IOException;
    }

    /**
     * Those of a running gateway.
     *
     * @param keys null where none are managed
     * @param askable names that a key may be allowed
     */
    public KeyPages(
            @Nullable ManagedKeys keys,
            Supplier<Policy> policy,
            Supplier<? extends Collection<String>> askable,
            InstantSource clock) {
        this.keys = keys;
        this.policy = policy;
        this.askable = askable;
        this.clock = clock;
    }

    /** All, those of the policy first. */
    public AdminPage list(AdminRequest request) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        policy.get().keys().forEach(key -> all.add(described(key)));
        if (keys != null) {
            keys.list().forEach(key -> all.add(described(key)));
        }
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("managed", keys != null);
        page.put("keys", all);
        return AdminPage.of(200, page);
    }

    /** One, by its name. */
    public AdminPage one(AdminRequest request) {
        String name = request.parameter("name");
        for (KeySettings key : policy.get().keys()) {
            if (key.name().equals(name)) {
                return AdminPage.of(200, described(key));
            }
        }
        if (keys == null || !keys.names().contains(name)) {
            throw new AdminProblem(404, "no key is named \"" + name + "\"");
        }
        return AdminPage.of(200, described(keys.get(name)));
    }

    /** Makes one: {@code name}, {@code team}, {@code tags}, {@code models}, {@code priority}, {@code expires}. Its value is told here, and never again. */
    public AdminPage create(AdminRequest request) {
        JsonNode body = request.json();
        known(body, Set.of("name", "team", "tags", "models", "priority", "expires"));
        String name = body.path("name").asString("");
        if (policy.get().keys().stream().anyMatch(key -> key.name().equals(name))) {
            throw new AdminProblem(409, "the policy has a key named \"" + name + "\"");
        }
        Set<String> models = body.has("models") ? texts(body, "models") : null;
        if (models != null) {
            models.forEach(this::checkModel);
        }
        JsonNode team = body.path("team");
        return changed(201, request, "created", name, managed -> {
            Grant grant = new Grant(
                    team.isString() ? team.asString() : null,
                    texts(body, "tags"),
                    models,
                    Priority.of(body.path("priority").asString(Priority.NORMAL.word())));
            String value = managed.create(name, grant, request.who(), time(body, "expires"));
            return withValue(managed.get(name), value);
        });
    }

    /** Gives one another value: {@code grace}, a day where it is left out, is how long the one before counts yet. */
    public AdminPage rotate(AdminRequest request) {
        JsonNode body = request.json();
        known(body, Set.of("grace"));
        Duration grace = body.has("grace") ? Units.duration(body.path("grace").asString("")) : GRACE;
        if (grace == null || grace.compareTo(LONGEST_GRACE) > 0) {
            throw new AdminProblem(400, "grace: expected a time such as 24h, 0s to 90d");
        }
        String name = request.parameter("name");
        return changed(200, request, "rotated", name, managed -> {
            String value = managed.rotate(name, grace);
            return withValue(managed.get(name), value);
        });
    }

    /** Ends one at once, for good. */
    public AdminPage revoke(AdminRequest request) {
        known(request.json(), Set.of());
        String name = request.parameter("name");
        return changed(200, request, "revoked", name, managed -> {
            managed.revoke(name);
            return described(managed.get(name));
        });
    }

    /** Says when one ends: {@code at}, a day, a moment or {@code never}. */
    public AdminPage expire(AdminRequest request) {
        JsonNode body = request.json();
        known(body, Set.of("at"));
        if (!body.has("at")) {
            throw new AdminProblem(400, "expected {\"at\": " + KeyTime.EXPECTED + ", or never}");
        }
        String name = request.parameter("name");
        return changed(200, request, "given another end", name, managed -> {
            managed.expire(name, time(body, "at"));
            return described(managed.get(name));
        });
    }

    /** Says how the requests of one stand to others where there is no place for all: {@code priority}. */
    public AdminPage prioritize(AdminRequest request) {
        JsonNode body = request.json();
        known(body, Set.of("priority"));
        String name = request.parameter("name");
        return changed(200, request, "given another priority", name, managed -> {
            managed.prioritize(name, Priority.of(body.path("priority").asString("")));
            return described(managed.get(name));
        });
    }

    private AdminPage changed(int status, AdminRequest request, String done, String name, Change change) {
        if (keys == null) {
            throw new AdminProblem(409, "storage.keys is none: keys are listed in the policy only");
        }
        if (policy.get().keys().stream().anyMatch(key -> key.name().equals(name))) {
            throw new AdminProblem(409, "\"" + name + "\" is a key of the policy: change it there");
        }
        try {
            Map<String, @Nullable Object> page = change.make(keys);
            LOG.info("key {} was {} by {}", name, done, request.who());
            return AdminPage.of(status, page);
        } catch (NoSuchElementException unknown) {
            throw new AdminProblem(404, "no managed key is named \"" + name + "\"");
        } catch (IllegalArgumentException mistake) {
            throw new AdminProblem(400, String.valueOf(mistake.getMessage()));
        } catch (IOException unwritable) {
            LOG.error("the file of managed keys cannot be written, nothing was changed", unwritable);
            throw new AdminProblem(500, "the keys cannot be written; nothing was changed");
        }
    }

    private void checkModel(String model) {
        Set<String> names = new TreeSet<>(askable.get());
        if (!names.contains(model)) {
            throw new AdminProblem(400, "models: unknown model \"" + model + "\"" + NearestWord.hint(model, names));
        }
    }

    private static void known(JsonNode body, Set<String> fields) {
        for (String name : body.propertyNames()) {
            if (!fields.contains(name)) {
                throw new AdminProblem(400, "unknown field \"" + name + "\"" + NearestWord.hint(name, fields));
            }
        }
    }

    private static @Nullable Instant time(JsonNode body, String field) {
        String text = body.path(field).asString(NEVER);
        Instant at = text.equals(NEVER) ? null : KeyTime.parse(text);
        if (at == null && !text.equals(NEVER)) {
            throw new IllegalArgumentException(field + ": expected " + KeyTime.EXPECTED + ", or never");
        }
        return at;
    }

    /** A list of texts, or one alone. */
    private static Set<String> texts(JsonNode body, String field) {
        JsonNode value = body.path(field);
        Set<String> texts = new LinkedHashSet<>();
        if (value.isString()) {
            texts.add(value.asString());
        } else if (value.isArray()) {
            value.forEach(each -> texts.add(each.asString("")));
        } else if (!value.isMissingNode()) {
            throw new AdminProblem(400, field + ": expected a list of texts");
        }
        return texts;
    }

    private Map<String, @Nullable Object> withValue(ManagedKey key, String value) {
        Map<String, @Nullable Object> page = described(key);
        page.put("key", value);
        return page;
    }

    private Map<String, @Nullable Object> described(ManagedKey key) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("name", key.name());
        fields.put("source", "managed");
        fields.put("state", key.state(clock.instant()));
        fields.put("team", key.grant().team());
        fields.put("tags", new TreeSet<>(key.grant().tags()));
        fields.put(
                "models",
                key.grant().models() == null ? null : new TreeSet<>(key.grant().models()));
        fields.put("priority", key.grant().priority().word());
        fields.put("expires", text(key.expires()));
        fields.put("revoked_at", text(key.revokedAt()));
        fields.put("created_at", text(key.createdAt()));
        fields.put("created_by", key.createdBy());
        fields.put(
                "hashes",
                key.hashes().stream()
                        .map(hash -> hash.hash().substring(0, SHOWN_DIGITS))
                        .toList());
        return fields;
    }

    private Map<String, @Nullable Object> described(KeySettings key) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        Instant expires = key.expires();
        boolean expired = expires != null && !clock.instant().isBefore(expires);
        fields.put("name", key.name());
        fields.put("source", "policy");
        fields.put("state", key.disabled() ? "disabled" : expired ? "expired" : "active");
        fields.put("team", key.team());
        fields.put("tags", new TreeSet<>(key.tags()));
        fields.put("models", key.models() == null ? null : new TreeSet<>(key.models()));
        fields.put("priority", key.priority().word());
        fields.put("expires", text(expires));
        return fields;
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
