package dev.pointsman.catalog;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.NearestWord;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The policy's {@code prices}: prices of one's own over those that ship with the gateway, from a file ({@code .csv} in the form of that table, else
 * LiteLLM's JSON) and by deployment. A list of prices has a day {@code from} which each holds; that of today counts.
 *
 * @param deployments by {@code provider/model}
 * @param table the file's over the built-in one
 */
public record PriceOverlay(Map<String, Price> deployments, PriceTable table) {
    public PriceOverlay {
        deployments = Map.copyOf(deployments);
    }

    /**
     * Reads the section; notes mistakes at their nodes.
     *
     * @param node null where the policy has none
     * @param builtIn what ships with the gateway
     * @param bytes of a file that a node names; null, with a problem noted there, where it cannot be read
     * @param providers names of the policy's providers
     */
    public static PriceOverlay from(
            @Nullable ConfigNode node,
            PriceTable builtIn,
            Function<ConfigNode, byte @Nullable []> bytes,
            Set<String> providers,
            LocalDate today) {
        if (node == null) {
            return new PriceOverlay(Map.of(), builtIn);
        }
        node.onlyKeys("file", "models");
        ConfigNode file = node.at("file");
        ConfigNode models = node.at("models");
        Map<String, Price> deployments = new HashMap<>();
        if (models != null) {
            models.entries().forEach((name, value) -> {
                checkName(models, name, providers);
                Price price = inForce(value, today);
                if (price != null) {
                    deployments.put(name, price);
                }
            });
        }
        return new PriceOverlay(deployments, file == null ? builtIn : builtIn.under(table(file, bytes)));
    }

    private static Map<String, Price> table(ConfigNode file, Function<ConfigNode, byte @Nullable []> bytes) {
        byte[] content = bytes.apply(file);
        if (content == null) {
            return Map.of();
        }
        if (file.text().toLowerCase(Locale.ROOT).endsWith(".csv")) {
            try {
                return PriceTable.rows(
                        new String(content, StandardCharsets.UTF_8).lines().toList());
            } catch (IllegalArgumentException broken) {
                file.problem("\"" + file.text() + "\": " + broken.getMessage());
                return Map.of();
            }
        }
        LiteLlmPrices read = LiteLlmPrices.read(content);
        read.problems().forEach(problem -> file.problem("\"" + file.text() + "\": " + problem));
        return read.prices();
    }

    private static void checkName(ConfigNode models, String name, Set<String> providers) {
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            models.problemAtKey(name, "expected provider/model such as openai/gpt-5-nano but found \"" + name + "\"");
        } else if (!providers.contains(name.substring(0, slash))) {
            models.problemAtKey(
                    name,
                    "unknown provider \"" + name.substring(0, slash) + "\""
                            + NearestWord.hint(name.substring(0, slash), providers));
        }
    }

    /** One price, or that of a list whose day is the latest that has come; null where none has. */
    private static @Nullable Price inForce(ConfigNode node, LocalDate today) {
        if (!node.isList()) {
            return Price.from(node);
        }
        Price inForce = null;
        LocalDate since = LocalDate.MIN;
        for (ConfigNode version : node.items()) {
            LocalDate from = day(version);
            Price price = Price.dated(version);
            if (from != null && !from.isAfter(today) && !from.isBefore(since)) {
                inForce = price;
                since = from;
            }
        }
        return inForce;
    }

    private static @Nullable LocalDate day(ConfigNode version) {
        ConfigNode from = version.required("from");
        if (from == null) {
            return null;
        }
        try {
            return LocalDate.parse(from.text());
        } catch (DateTimeParseException noDay) {
            from.problem("expected a day such as 2026-12-01 but found \"" + from.text() + "\"");
            return null;
        }
    }

    /** Of a deployment: its own, else its type's; null where it is not known. */
    @Nullable
    Price price(String provider, String type, String upstreamModel) {
        Price own = deployments.get(provider + "/" + upstreamModel);
        return own != null ? own : table.price(type, upstreamModel);
    }

    /** Nothing but what ships with the gateway. */
    static PriceOverlay none(PriceTable builtIn) {
        return new PriceOverlay(Map.of(), builtIn);
    }

    /** Deployments named here that no model has. */
    public List<String> unused(Catalog catalog) {
        return deployments.keySet().stream()
                .filter(id -> catalog.deployment(id) == null)
                .sorted()
                .toList();
    }
}
