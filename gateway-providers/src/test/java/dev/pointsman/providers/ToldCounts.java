package dev.pointsman.providers;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Tokens by what they cost, read out of a provider's own words as its documentation defines them, in the plainest way; nothing of the gateway is
 * asked.
 *
 * @param counts by price: {@code in}, {@code cached}, {@code cache_write}, {@code cache_write_1h}, {@code audio_in}, {@code out}, {@code reasoning},
 *     {@code audio_out}
 * @param tier null for the usual one
 */
record ToldCounts(Map<String, Long> counts, @Nullable String tier) {
    private static final BigDecimal NANOS_PER_MILLIONTH = new BigDecimal(1000);

    /** Null where the reply tells no usage. */
    static @Nullable ToldCounts of(String form, List<JsonNode> told) {
        return switch (form) {
            case "chat" -> chat(told);
            case "responses" -> responses(told);
            case "anthropic" -> anthropic(told);
            case "bedrock" -> bedrock(told);
            case "gemini" -> gemini(told);
            case "cohere" -> cohere(told);
            case "ollama" -> ollama(told);
            default -> throw new IllegalArgumentException("form: " + form);
        };
    }

    private static Map<String, Long> parts(long in, long cached, long written, long out, long thought) {
        Map<String, Long> parts = new TreeMap<>();
        parts.put("in", in);
        parts.put("cached", cached);
        parts.put("cache_write", written);
        parts.put("cache_write_1h", 0L);
        parts.put("audio_in", 0L);
        parts.put("out", out);
        parts.put("reasoning", thought);
        parts.put("audio_out", 0L);
        return parts;
    }

    /** The same, where some of one kind are of another. */
    private static Map<String, Long> of(Map<String, Long> parts, String kind, String other, long some) {
        parts.merge(kind, -some, Long::sum);
        parts.put(other, some);
        return parts;
    }

    private static @Nullable String tier(JsonNode word) {
        String tier = word.asString("");
        return List.of("flex", "priority", "batch").contains(tier) ? tier : null;
    }

    /** The last object of that name. */
    private static @Nullable JsonNode last(List<JsonNode> told, String name) {
        JsonNode last = null;
        for (JsonNode each : told) {
            if (each.path(name).isObject()) {
                last = each.path(name);
            }
        }
        return last;
    }

    /** The last value of each field over all objects of that name. */
    private static @Nullable Map<String, JsonNode> merged(List<JsonNode> objects) {
        Map<String, JsonNode> merged = new TreeMap<>();
        for (JsonNode object : objects) {
            object.properties().forEach(field -> {
                if (!field.getValue().isNull()) {
                    merged.put(field.getKey(), field.getValue());
                }
            });
        }
        return merged.isEmpty() ? null : merged;
    }

    /** OpenAI and those that copy it: everything of the prompt is in {@code prompt_tokens}, everything else in {@code completion_tokens}. */
    private static @Nullable ToldCounts chat(List<JsonNode> told) {
        JsonNode usage = last(told, "usage");
        if (usage == null) {
            return null;
        }
        JsonNode prompt = usage.path("prompt_tokens_details");
        JsonNode completion = usage.path("completion_tokens_details");
        long cached = Math.max(
                prompt.path("cached_tokens").asLong(0),
                Math.max(
                        usage.path("prompt_cache_hit_tokens").asLong(0), // DeepSeek
                        usage.path("num_cached_tokens").asLong(0))); // Mistral
        long written = prompt.path("cache_write_tokens").asLong(0);
        long audioIn = prompt.path("audio_tokens").asLong(0);
        long audioOut = completion.path("audio_tokens").asLong(0);
        long thought = completion.path("reasoning_tokens").asLong(0);
        Map<String, Long> parts = parts(
                usage.path("prompt_tokens").asLong(0) - cached - written,
                cached,
                written,
                usage.path("completion_tokens").asLong(0) - thought,
                thought);
        return new ToldCounts(
                of(of(parts, "in", "audio_in", audioIn), "out", "audio_out", audioOut),
                tier(told.get(told.size() - 1).path("service_tier")));
    }

    private static @Nullable ToldCounts responses(List<JsonNode> told) {
        JsonNode usage = last(told, "usage");
        if (usage == null) {
            return null;
        }
        JsonNode prompt = usage.path("input_tokens_details");
        long cached = prompt.path("cached_tokens").asLong(0);
        long written = prompt.path("cache_write_tokens").asLong(0);
        long thought =
                usage.path("output_tokens_details").path("reasoning_tokens").asLong(0);
        return new ToldCounts(
                parts(
                        usage.path("input_tokens").asLong(0) - cached - written,
                        cached,
                        written,
                        usage.path("output_tokens").asLong(0) - thought,
                        thought),
                tier(told.get(0).path("service_tier")));
    }

    /** {@code input_tokens} is without what the cache read or took; the events of a stream tell totals. */
    private static @Nullable ToldCounts anthropic(List<JsonNode> told) {
        Map<String, JsonNode> usage = merged(told.stream()
                .map(each -> each.path("type").asString("").equals("message_start")
                        ? each.path("message").path("usage")
                        : each.path("usage"))
                .filter(JsonNode::isObject)
                .toList());
        if (usage == null) {
            return null;
        }
        JsonNode creation = usage.get("cache_creation");
        JsonNode details = usage.get("output_tokens_details");
        JsonNode tier = usage.get("service_tier");
        long thought = details == null ? 0 : details.path("thinking_tokens").asLong(0);
        long hour = creation == null
                ? 0
                : creation.path("ephemeral_1h_input_tokens").asLong(0);
        Map<String, Long> parts = parts(
                count(usage, "input_tokens"),
                count(usage, "cache_read_input_tokens"),
                count(usage, "cache_creation_input_tokens"),
                count(usage, "output_tokens") - thought,
                thought);
        return new ToldCounts(of(parts, "cache_write", "cache_write_1h", hour), tier == null ? null : tier(tier));
    }

    private static long count(Map<String, JsonNode> usage, String name) {
        JsonNode count = usage.get(name);
        return count == null ? 0 : count.asLong(0);
    }

    /** {@code inputTokens} is without what the cache read or took; reasoning is among {@code outputTokens}. */
    private static @Nullable ToldCounts bedrock(List<JsonNode> told) {
        JsonNode usage = last(told, "usage");
        if (usage == null) {
            return null;
        }
        long hour = 0;
        for (JsonNode kept : usage.path("cacheDetails")) {
            hour += kept.path("ttl").asString("").equals("1h")
                    ? kept.path("inputTokens").asLong(0)
                    : 0;
        }
        JsonNode tier = last(told, "serviceTier");
        Map<String, Long> parts = parts(
                usage.path("inputTokens").asLong(0),
                usage.path("cacheReadInputTokens").asLong(0),
                usage.path("cacheWriteInputTokens").asLong(0),
                usage.path("outputTokens").asLong(0),
                0);
        return new ToldCounts(
                of(parts, "cache_write", "cache_write_1h", hour), tier == null ? null : tier(tier.path("type")));
    }

    /** The cache's tokens are among the prompt's, those of Google's own tools beside them; thoughts stand beside the candidates. */
    private static @Nullable ToldCounts gemini(List<JsonNode> told) {
        Map<String, JsonNode> usage = merged(told.stream()
                .map(each -> each.path("usageMetadata"))
                .filter(JsonNode::isObject)
                .toList());
        if (usage == null) {
            return null;
        }
        long cached = count(usage, "cachedContentTokenCount");
        JsonNode tier = usage.get("serviceTier");
        return new ToldCounts(
                parts(
                        count(usage, "promptTokenCount") + count(usage, "toolUsePromptTokenCount") - cached,
                        cached,
                        0,
                        count(usage, "candidatesTokenCount"),
                        count(usage, "thoughtsTokenCount")),
                tier == null ? null : tier(tier));
    }

    /** Cohere charges for what it bills, not for what it counted. */
    private static @Nullable ToldCounts cohere(List<JsonNode> told) {
        JsonNode usage = null;
        for (JsonNode each : told) {
            JsonNode here =
                    each.has("usage") ? each.path("usage") : each.path("delta").path("usage");
            usage = here.isObject() ? here : usage;
        }
        if (usage == null) {
            return null;
        }
        JsonNode billed = usage.path("billed_units");
        return new ToldCounts(
                parts(
                        billed.path("input_tokens").asLong(0),
                        0,
                        0,
                        billed.path("output_tokens").asLong(0),
                        0),
                null);
    }

    private static @Nullable ToldCounts ollama(List<JsonNode> told) {
        JsonNode end = told.get(told.size() - 1);
        return end.has("eval_count")
                ? new ToldCounts(
                        parts(
                                end.path("prompt_eval_count").asLong(0),
                                0,
                                0,
                                end.path("eval_count").asLong(0),
                                0),
                        null)
                : null;
    }

    long prompt() {
        return counts.get("in")
                + counts.get("cached")
                + counts.get("cache_write")
                + counts.get("cache_write_1h")
                + counts.get("audio_in");
    }

    /** Nano-dollars at these dollars a million; the sum is rounded up. */
    long nanos(Map<String, BigDecimal> dollars) {
        BigDecimal sum = BigDecimal.ZERO;
        for (Map.Entry<String, Long> each : counts.entrySet()) {
            sum = sum.add(dollars.get(each.getKey()).multiply(BigDecimal.valueOf(each.getValue())));
        }
        return sum.multiply(NANOS_PER_MILLIONTH)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
