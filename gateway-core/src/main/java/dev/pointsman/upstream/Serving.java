package dev.pointsman.upstream;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.dialect.ClientDialect;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.routing.facts.Eligibility;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which deployments of a policy can take which request: those whose provider has the endpoint, or has chats where the client's API can be
 * translated to one; in strict mode only those that lose nothing of it. Immutable; shared by all loops.
 */
public final class Serving {
    /** Any value but {@code false} makes a request strict; a strict policy's requests all are. */
    public static final String STRICT = "x-gateway-strict";

    private final Map<String, Deployment> deployments = new HashMap<>();
    private final Map<String, ProviderAdapter> adapters;
    private final Map<Endpoint, ClientDialect> dialects;
    private final boolean strict;
    private final Map<Endpoint, Predicate<String>> natively = new EnumMap<>(Endpoint.class);
    private final Map<Endpoint, Eligibility> eligible = new EnumMap<>(Endpoint.class);

    /**
     * @param adapters by the name of the provider; each provider that the catalogue names
     * @param dialects by their endpoint; an endpoint without one is served only by providers that have it
     * @param strict a deployment that would lose part of a request cannot take it
     */
    public Serving(
            Catalog catalog,
            Map<String, ProviderAdapter> adapters,
            Map<Endpoint, ClientDialect> dialects,
            boolean strict) {
        this.adapters = Map.copyOf(adapters);
        this.dialects = Map.copyOf(dialects);
        this.strict = strict;
        catalog.deployments().forEach(deployment -> deployments.put(deployment.id(), deployment));
        Set<String> chats = having(Endpoint.CHAT_COMPLETIONS);
        for (Endpoint endpoint : Endpoint.values()) {
            Set<String> own = having(endpoint);
            natively.put(endpoint, Set.copyOf(own)::contains);
            Set<String> all = new HashSet<>(own);
            if (dialects.containsKey(endpoint) || endpoint == Endpoint.COUNT_TOKENS) {
                all.addAll(chats);
            }
            Set<String> ids = Set.copyOf(all);
            String lack = "does not serve " + endpoint.path();
            eligible.put(endpoint, id -> ids.contains(id) ? null : lack);
        }
    }

    private Set<String> having(Endpoint endpoint) {
        Set<String> ids = new HashSet<>();
        for (Deployment deployment : deployments.values()) {
            ProviderAdapter adapter = adapters.get(deployment.provider());
            if (adapter != null && adapter.serves(endpoint)) {
                ids.add(deployment.id());
            }
        }
        return ids;
    }

    /** Of requests that ask for nothing but what every request of that endpoint does. */
    public Eligibility of(Endpoint endpoint) {
        return present(eligible.get(endpoint));
    }

    /** Of that request. */
    public Eligibility of(ApiRequest request) {
        Eligibility served = present(eligible.get(request.endpoint()));
        ClientDialect dialect = dialects.get(request.endpoint());
        boolean lossless = strict || asksForStrictness(request);
        String only = dialect == null ? null : dialect.nativeOnly(request);
        return only == null && !lossless ? served : new Special(request, served, only, lossless);
    }

    private static boolean asksForStrictness(ApiRequest request) {
        String value = request.headers().first(STRICT);
        return value != null && !value.equalsIgnoreCase("false");
    }

    /** How a request of another API than the provider's is translated; null where the provider is called in the client's own. */
    @Nullable
    ClientDialect dialect(Endpoint endpoint, String deploymentId) {
        ClientDialect dialect = dialects.get(endpoint);
        return dialect == null || natively(endpoint, deploymentId) ? null : dialect;
    }

    /** The request as a provider gets it that has the endpoint itself. */
    ApiRequest untranslated(ApiRequest request) {
        ClientDialect dialect = dialects.get(request.endpoint());
        return dialect == null ? request : dialect.natively(request);
    }

    /** Whether the deployment's provider has the endpoint itself. */
    public boolean natively(Endpoint endpoint, String deploymentId) {
        return present(natively.get(endpoint)).test(deploymentId);
    }

    /**
     * Names of the request's fields that are lost where this deployment answers.
     *
     * @throws GatewayException where it cannot be asked that at all
     */
    public List<String> losses(ApiRequest request, Deployment deployment) {
        ProviderAdapter adapter = present(adapters.get(deployment.provider()));
        if (request.endpoint() == Endpoint.COUNT_TOKENS && !natively(Endpoint.COUNT_TOKENS, deployment.id())) {
            return List.of();
        }
        ClientDialect dialect = dialect(request.endpoint(), deployment.id());
        if (dialect == null) {
            return adapter.encode(request, deployment).dropped();
        }
        ClientDialect.Translation translation = dialect.chat(request);
        return union(
                translation.dropped(),
                adapter.encode(translation.chat(), deployment).dropped());
    }

    static List<String> union(List<String> some, List<String> more) {
        if (some.isEmpty()) {
            return more;
        }
        Set<String> all = new LinkedHashSet<>(some);
        all.addAll(more);
        return new ArrayList<>(all);
    }

    /** A request with a field that not all providers of its endpoint know, or that must lose nothing. */
    private final class Special implements Eligibility {
        private final ApiRequest request;
        private final Eligibility served;
        private final @Nullable String only;
        private final boolean lossless;
        private final Map<String, String> known = new HashMap<>();

        Special(ApiRequest request, Eligibility served, @Nullable String only, boolean lossless) {
            this.request = request;
            this.served = served;
            this.only = only;
            this.lossless = lossless;
        }

        @Override
        public @Nullable String lack(String id) {
            String lack = known.computeIfAbsent(id, this::find);
            return lack.isEmpty() ? null : lack;
        }

        private String find(String id) {
            String lack = served.lack(id);
            if (lack != null) {
                return lack;
            }
            if (only != null && !natively(request.endpoint(), id)) {
                return only + " needs a provider that has " + request.endpoint().path() + " itself";
            }
            return lossless ? lossOf(present(deployments.get(id))) : "";
        }

        private String lossOf(Deployment deployment) {
            try {
                List<String> losses = losses(request, deployment);
                return losses.isEmpty() ? "" : "would lose " + String.join(", ", losses) + " (strict)";
            } catch (GatewayException refused) {
                return "cannot be asked: " + refused.text();
            }
        }

        @Override
        public Map<String, String> found() {
            return Map.copyOf(known);
        }

        @Override
        public @Nullable String param() {
            return only;
        }
    }

    private static <T> T present(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("asked for what is not of this policy");
        }
        return part;
    }
}
