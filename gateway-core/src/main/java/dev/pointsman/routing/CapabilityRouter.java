package dev.pointsman.routing;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.RequestFacts;
import dev.pointsman.catalog.Capability;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.catalog.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Removes what cannot serve the request, first of all routers: models without the endpoint, a feature asked for, or room for the prompt
 * and the reserved reply; then, as long as others are left, deployments that must not be called now.
 *
 * <p>Fails with {@code CONTEXT_TOO_LONG} where only room is missing everywhere, else with {@code INVALID_REQUEST} naming what each model lacks.
 */
public final class CapabilityRouter implements Router {
    static final String NAME = "capability";
    private static final Set<Capability> NO_TEXT = Set.of(Capability.EMBEDDINGS, Capability.RERANK);
    private static final String NO_ROOM = "prompt does not fit its context window";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
        int count = decision.candidates().size();
        @Nullable String[] lacks = null;
        boolean all = true;
        for (int i = 0; i < count; i++) {
            Candidate candidate = decision.candidates().get(i);
            String lack = lack(candidate.model(), context);
            if (lack == null) {
                String unserved = unserved(candidate, context);
                all &= unserved == null;
                lack = unserved == null || eligible(candidate, context) != null ? null : unserved;
            }
            if (lack != null) {
                lacks = lacks == null ? new @Nullable String[count] : lacks;
                lacks[i] = lack;
            }
        }
        RoutingDecision now = lacks == null ? decision : decision.without(NAME, Arrays.asList(lacks));
        if (now.candidates().isEmpty()) {
            throw failure(decision, context);
        }
        if (!all) {
            now = now.narrow(NAME, each -> eligible(each, context), "deployments that can take the request");
        }
        return unblocked(now, context).bound(fallback -> fitting(fallback, context));
    }

    /** What a model that is fallen back to must pass. */
    private static @Nullable Candidate fitting(Candidate candidate, RoutingContext context) {
        return context.allowed().test(candidate.model().name()) && lack(candidate.model(), context) == null
                ? eligible(candidate, context)
                : null;
    }

    /** With those of its deployments that can take the request; null where none can. */
    private static @Nullable Candidate eligible(Candidate candidate, RoutingContext context) {
        return candidate.keeping(deployment -> context.eligible().lack(deployment.id()) == null);
    }

    /** Why the last of its deployments that cannot take the request cannot; null where all can. */
    private static @Nullable String unserved(Candidate candidate, RoutingContext context) {
        List<Deployment> deployments = candidate.deployments();
        String lack = null;
        for (int i = 0; i < deployments.size(); i++) {
            String its = context.eligible().lack(deployments.get(i).id());
            lack = its == null ? lack : its;
        }
        return lack;
    }

    private static RoutingDecision unblocked(RoutingDecision decision, RoutingContext context) {
        List<String> blocked = null;
        for (int i = 0; i < decision.candidates().size(); i++) {
            List<Deployment> deployments = decision.candidates().get(i).deployments();
            for (int j = 0; j < deployments.size(); j++) {
                String id = deployments.get(j).id();
                if (context.blocked().test(id)) {
                    blocked = blocked == null ? new ArrayList<>() : blocked;
                    blocked.add(id);
                }
            }
        }
        if (blocked == null) {
            return decision;
        }
        List<String> out = blocked;
        return decision.narrow(
                NAME,
                candidate -> candidate.keeping(deployment -> !out.contains(deployment.id())),
                "not to be called now: " + String.join(", ", out));
    }

    /** What the model lacks for this request; null where nothing. */
    private static @Nullable String lack(Model model, RoutingContext context) {
        Endpoint endpoint = context.request().endpoint();
        if (endpoint == Endpoint.EMBEDDINGS && !model.can(Capability.EMBEDDINGS)) {
            return "cannot do embeddings";
        }
        if (endpoint == Endpoint.RERANK && !model.can(Capability.RERANK)) {
            return "cannot rerank";
        }
        boolean generates = switch (endpoint) {
            case CHAT_COMPLETIONS, RESPONSES, MESSAGES, COMPLETIONS -> true;
            default -> false;
        };
        if (!generates) {
            return null;
        }
        Set<Capability> can = model.can();
        if (can != null) {
            if (!can.isEmpty() && NO_TEXT.containsAll(can)) {
                return "can do nothing but "
                        + can.stream().map(CapabilityRouter::word).sorted().collect(Collectors.joining(" and "));
            }
            Capability missing = missing(can, context.request().facts());
            if (missing != null) {
                return "cannot do " + word(missing);
            }
        }
        return fits(model, context) ? null : NO_ROOM;
    }

    private static @Nullable Capability missing(Set<Capability> can, RequestFacts facts) {
        if (facts.tools() && !can.contains(Capability.TOOLS)) {
            return Capability.TOOLS;
        }
        if (facts.tools() && facts.parallelTools() && !can.contains(Capability.PARALLEL_TOOLS)) {
            return Capability.PARALLEL_TOOLS;
        }
        if (facts.jsonSchema() && !can.contains(Capability.JSON)) {
            return Capability.JSON;
        }
        if (facts.images() && !can.contains(Capability.VISION)) {
            return Capability.VISION;
        }
        if (facts.audio() && !can.contains(Capability.AUDIO)) {
            return Capability.AUDIO;
        }
        if (facts.files() && !can.contains(Capability.FILES)) {
            return Capability.FILES;
        }
        if (facts.logprobs() && !can.contains(Capability.LOGPROBS)) {
            return Capability.LOGPROBS;
        }
        return facts.choices() > 1 && !can.contains(Capability.CHOICES) ? Capability.CHOICES : null;
    }

    /** A token is a byte at least, so a body smaller than the window needs no estimate. */
    private static boolean fits(Model model, RoutingContext context) {
        long window = model.contextTokens();
        long reserved = reserved(context);
        return window == 0
                || context.request().bodyBytes() + reserved <= window
                || context.tokens(model) + reserved <= window;
    }

    private static long reserved(RoutingContext context) {
        return Math.max(0, context.request().facts().maxOutputTokens());
    }

    private static GatewayException failure(RoutingDecision decision, RoutingContext context) {
        List<String> lacks = new ArrayList<>();
        boolean onlyRoom = true;
        Model largest = decision.candidates().get(0).model();
        for (Candidate candidate : decision.candidates()) {
            String lack = lack(candidate.model(), context);
            onlyRoom &= NO_ROOM.equals(lack);
            largest = candidate.model().contextTokens() > largest.contextTokens() ? candidate.model() : largest;
            lacks.add(candidate.model().name() + ": " + (lack == null ? unserved(candidate, context) : lack));
        }
        if (!onlyRoom) {
            return new GatewayException(
                            ErrorKind.INVALID_REQUEST,
                            "no model can serve this request (" + String.join("; ", lacks) + ")")
                    .withCode("no_eligible_model")
                    .withParam(context.eligible().param());
        }
        int count = lacks.size();
        String models = count == 1
                ? "model \"" + decision.candidates().get(0).model().name() + "\" needs "
                : "all " + count + " models need ";
        String reserved =
                reserved(context) == 0 ? "" : " and " + grouped(reserved(context)) + " are reserved for the reply";
        return new GatewayException(
                        ErrorKind.CONTEXT_TOO_LONG,
                        models + grouped(largest.contextTokens()) + " tokens or fewer; the prompt has "
                                + grouped(context.tokens(largest)) + reserved)
                .withParam("messages");
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String word(Capability capability) {
        return capability.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
