package dev.pointsman.catalog;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Prices in the form of LiteLLM's {@code model_prices_and_context_window.json}: an object of models, US dollars per token. What has no price per
 * token of text (images, seconds of audio) is left out.
 *
 * <p>Source: github.com/BerriAI/litellm, that file, 2026-11.
 */
final class LiteLlmPrices {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final BigDecimal MOST_PER_TOKEN = BigDecimal.ONE;
    /** Dollars per token to nano-dollars per million tokens. */
    private static final int DECIMALS = 15;

    private static final int MOST_PROBLEMS = 10;
    private static final List<String> LONG = List.of("128k", "200k", "256k", "272k");
    private static final Map<String, String> TIER_SUFFIXES =
            Map.of("flex", "_flex", "priority", "_priority", "batch", "_batches");
    /** Providers of theirs that have another name here. */
    private static final Map<String, String> PROVIDERS = Map.of(
            "gemini",
            "google",
            "bedrock_converse",
            "bedrock",
            "cohere_chat",
            "cohere",
            "text-completion-openai",
            "openai",
            "azure_text",
            "azure",
            "together_ai",
            "together",
            "fireworks_ai",
            "fireworks");

    private final Map<String, Price> prices = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private LiteLlmPrices() {}

    /** Reads a whole file. */
    static LiteLlmPrices read(byte[] json) {
        LiteLlmPrices read = new LiteLlmPrices();
        try {
            JsonNode models = JSON.readTree(json);
            if (models.isObject()) {
                models.properties().forEach(model -> read.model(model.getKey(), model.getValue()));
            } else {
                read.problems.add("expected an object of models");
            }
        } catch (JacksonException broken) {
            read.problems.add("expected JSON: " + broken.getOriginalMessage() + " (line "
                    + broken.getLocation().getLineNr() + ")");
        }
        return read;
    }

    /** By type and model, as {@link PriceTable} has them. */
    Map<String, Price> prices() {
        return prices;
    }

    /** What is wrong with it, each with the model and the field; the first {@value #MOST_PROBLEMS}. */
    List<String> problems() {
        return problems;
    }

    private void model(String name, JsonNode model) {
        String theirs = model.path("litellm_provider").asString("");
        if (theirs.isEmpty() || name.equals("sample_spec")) {
            return;
        }
        String type = theirs.startsWith("vertex_ai") ? "google" : PROVIDERS.getOrDefault(theirs, theirs);
        int slash = name.indexOf('/');
        boolean prefixed = slash > 0 && theirs.startsWith(name.substring(0, slash));
        Price price = new Row(name, model).price();
        if (price != null) {
            prices.putIfAbsent(type + "/" + (prefixed ? name.substring(slash + 1) : name), price);
        }
    }

    /** One model's fields. */
    private final class Row {
        private final String name;
        private final JsonNode model;

        Row(String name, JsonNode model) {
            this.name = name;
            this.model = model;
        }

        /** Null where the price of a token is not told. */
        @Nullable
        Price price() {
            Price usual = tokens("");
            if (usual == null) {
                return null;
            }
            Price price = usual;
            for (String over : LONG) {
                Price beyond = price.longPrompt() == null ? tokens("_above_" + over + "_tokens") : null;
                price = beyond == null
                        ? price
                        : price.beyond(Long.parseLong(over.substring(0, over.length() - 1)) * 1000, beyond);
            }
            Map<String, Price> tiers = new HashMap<>();
            TIER_SUFFIXES.forEach((tier, suffix) -> {
                Price its = tokens(suffix);
                if (its != null) {
                    tiers.put(tier, its);
                }
            });
            return tiers.isEmpty() ? price : price.tiered(tiers);
        }

        /** Null where none is told; what only a part is told of costs what it usually does else. */
        private @Nullable Price tokens(String suffix) {
            Long in = nanos("input_cost_per_token" + suffix);
            Long out = nanos("output_cost_per_token" + suffix);
            boolean none = suffix.isEmpty() ? in == null : in == null && out == null;
            if (none || (out == null && suffix.isEmpty() && answers())) {
                return null;
            }
            long input = or(in, "input_cost_per_token", 0);
            long output = or(out, "output_cost_per_token", 0);
            long cached = or(nanos("cache_read_input_token_cost" + suffix), "cache_read_input_token_cost", input);
            long write =
                    or(nanos("cache_creation_input_token_cost" + suffix), "cache_creation_input_token_cost", input);
            Price.Dear dear = new Price.Dear(
                    own("output_cost_per_reasoning_token", output),
                    own("input_cost_per_audio_token", input),
                    own("output_cost_per_audio_token", output),
                    own("cache_creation_input_token_cost_above_1hr", write));
            Price price = new Price(input, output, cached, write);
            return dear.equals(new Price.Dear(output, input, output, write)) ? price : price.dear(dear);
        }

        private boolean answers() {
            String mode = model.path("mode").asString("");
            return !mode.equals("embedding") && !mode.equals("rerank");
        }

        private long own(String field, long fallback) {
            return Objects.requireNonNullElse(nanos(field), fallback);
        }

        private long or(@Nullable Long known, String usual, long fallback) {
            return known != null ? known : own(usual, fallback);
        }

        /** Nano-dollars per million tokens; null where the field is missing, or is no amount, which is noted. */
        private @Nullable Long nanos(String field) {
            JsonNode value = model.path(field);
            if (value.isMissingNode() || value.isNull()) {
                return null;
            }
            BigDecimal dollars = value.isNumber() ? value.decimalValue() : null;
            if (dollars == null || dollars.signum() < 0 || dollars.compareTo(MOST_PER_TOKEN) > 0) {
                if (problems.size() < MOST_PROBLEMS) {
                    problems.add("\"" + name + "\": " + field
                            + ": expected US dollars per token such as 5e-08 but found " + value);
                }
                return null;
            }
            return dollars.movePointRight(DECIMALS)
                    .setScale(0, RoundingMode.HALF_UP)
                    .longValueExact();
        }
    }
}
