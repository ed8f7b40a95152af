package dev.pointsman.cache;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.json.JsonFields;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Set;

/**
 * Tells which requests are the same: those of one tenant for one model at one endpoint, under the same definition of providers and models,
 * with the same headers that providers see, and with bodies that are the same JSON but for the fields that only name the caller. Pure; shared by all loops.
 */
public final class RequestKeys {
    /** Part of every key: a new number makes every kept reply unfindable. */
    private static final byte VERSION = 1;

    private static final String[] HEADERS = {"anthropic-beta", "anthropic-version", "openai-beta"};

    /** Who asks and how a provider is to keep the prompt: no answer depends on it. The Responses API has them in its reply, so they count there. */
    private static final Set<String> NAMING =
            Set.of("user", "safety_identifier", "metadata", "prompt_cache_key", "prompt_cache_retention");

    private final byte[] context;

    /** @param context digest of the part of the policy that tells what providers are sent */
    public RequestKeys(String context) {
        this.context = context.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The key of a request's reply.
     *
     * @param tenant whose replies may be this request's
     * @param model that the request was routed to
     */
    public CacheKey exact(ApiRequest request, String tenant, String model) {
        return key(request, tenant, model, -1, "");
    }

    /**
     * What requests have in common that differ in their last text only, and not in its numbers: texts that differ in a digit are alike, their answers are
     * not.
     */
    CacheKey around(ApiRequest request, String tenant, String model, LastText text) {
        return key(request, tenant, model, text.start(), numbers(text.text()));
    }

    private static String numbers(String text) {
        StringBuilder numbers = new StringBuilder();
        boolean within = false;
        for (int i = 0; i < text.length(); i++) {
            boolean digit = Character.isDigit(text.charAt(i));
            if (digit) {
                numbers.append(text.charAt(i));
            } else if (within) {
                numbers.append(' ');
            }
            within = digit;
        }
        return numbers.toString().strip();
    }

    private CacheKey key(ApiRequest request, String tenant, String model, int holeStart, String numbers) {
        byte[] body = request.body();
        CanonicalJson json = new CanonicalJson(body, holeStart);
        json.addName(request.endpoint().word());
        json.addName(tenant);
        json.addName(model);
        json.addName(numbers);
        for (String name : HEADERS) {
            String value = request.headers().first(name);
            json.addName(value == null ? "" : value);
        }
        fields(request, json);
        MessageDigest sha256 = sha256();
        sha256.update(VERSION);
        sha256.update((byte) (holeStart < 0 ? 0 : 1));
        sha256.update(context);
        sha256.update(json.bytes(), 0, json.length());
        return CacheKey.of(sha256.digest());
    }

    /** The fields of the body in the order of their names; those of one name in their own. */
    private static void fields(ApiRequest request, CanonicalJson json) {
        JsonFields fields = request.fields();
        boolean named = request.endpoint() == Endpoint.RESPONSES;
        int[] order = order(fields);
        for (int field : order) {
            String name = fields.name(field);
            if (named || !NAMING.contains(name)) {
                json.addName(name);
                json.add(fields.start(field), fields.end(field));
            }
        }
    }

    private static int[] order(JsonFields fields) {
        int[] order = new int[fields.count()];
        for (int i = 0; i < order.length; i++) {
            int at = i;
            while (at > 0 && fields.name(order[at - 1]).compareTo(fields.name(i)) > 0) {
                order[at] = order[at - 1];
                at--;
            }
            order[at] = i;
        }
        return order;
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }
}
