package dev.pointsman.routing.session;

import dev.pointsman.catalog.Balance;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.ExpectedCost;
import dev.pointsman.routing.Router;
import dev.pointsman.routing.RoutingContext;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.Figure;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a conversation on the model that answered last while that pays, and puts the deployment whose prompt cache is warm first. Does nothing for
 * a new conversation. Comes after the score.
 *
 * <p>It stays as long as its model is among the candidates, no other is worth more by over the margin, and the best of them would not be cheaper too, a
 * cold prompt there reckoned against a warm one here; so staying never costs more than going, as far as prices are known.
 *
 * <p>What rules say goes before: a model that {@code use} does not name is no candidate, and where a rule prefers others than it, the conversation
 * moves. In the midst of a tool's call (the request brings its result) neither margin nor price counts: another model would have to take over reasoning
 * that it cannot see.
 *
 * <p>A warm deployment comes first unless a rule prefers others, its weight is 0, it is overloaded ({@value #FEW_CALLS} calls under way and
 * {@value #OVERLOAD} times the others' mean more), or another one is cheaper even with a cold prompt. Others follow as balanced.
 */
public final class SessionRouter implements Router {
    /** Its word in the policy's {@code chain}. */
    public static final String NAME = "session";

    /** Calls under way that no deployment minds. */
    static final int FEW_CALLS = 8;

    /** Times the others' mean of calls under way that a warm one may have above the few. */
    static final int OVERLOAD = 2;

    /** Worths are sums of rounded numbers: 0.8 − 0.7 is more than 0.1. */
    private static final double ROUNDING = 1e-9;

    private final Staying staying;

    public SessionRouter(Staying staying) {
        this.staying = staying;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public RoutingDecision apply(RoutingDecision decision, RoutingContext context) {
        Conversation conversation = context.conversation();
        if (conversation == null) {
            return decision;
        }
        int at = place(decision.candidates(), conversation.model());
        RoutingDecision now = at < 0
                ? moves(decision, conversation, "it is not among the candidates", context)
                : considered(decision, at, conversation, context);
        return warmFirst(now, conversation, context);
    }

    private static int place(List<Candidate> candidates, String model) {
        for (int i = 0; i < candidates.size(); i++) {
            if (candidates.get(i).model().name().equals(model)) {
                return i;
            }
        }
        return -1;
    }

    /** Stays or moves; {@code at} is where the conversation's model stands. */
    private RoutingDecision considered(
            RoutingDecision decision, int at, Conversation conversation, RoutingContext context) {
        List<Candidate> candidates = decision.candidates();
        Candidate itself = candidates.get(at);
        boolean preferred = itself.preferred() > 0;
        if (!preferred && candidates.get(0).preferred() > 0) {
            return moves(decision, conversation, "a rule prefers it", context);
        }
        Candidate best = best(candidates, preferred);
        if (Double.isNaN(best.score()) && staying.within() == Staying.Within.SCORE) {
            return at == 0 ? decision : moves(decision, conversation, "no score ranks them", context);
        }
        String compared = Double.isNaN(best.score()) ? "no score ranks them" : worths(itself.score(), best.score());
        boolean within = !(best.score() - itself.score() > staying.margin() + ROUNDING);
        long dearer = within ? dearer(itself, best, context) : 0;
        if (conversation.amidTools() || (within && dearer <= 0)) {
            return stays(decision, at, compared + why(within, best), context);
        }
        return at == 0
                ? decision // explored, or put first by a plug-in
                : moves(
                        decision,
                        conversation,
                        compared + (dearer > 0 ? ", and dearer by " + dollars(dearer) : ""),
                        context);
    }

    private String why(boolean within, Candidate best) {
        if (!within) {
            return ", amid a tool's call";
        }
        return Double.isNaN(best.score()) ? "" : ", within " + hundredths(staying.margin());
    }

    /** The one of the greatest worth among those that are preferred as much; the first of them where no score ranked. */
    private static Candidate best(List<Candidate> candidates, boolean preferred) {
        Candidate best = null;
        for (int i = 0; i < candidates.size(); i++) {
            Candidate candidate = candidates.get(i);
            boolean among = candidate.preferred() > 0 == preferred;
            if (among && (best == null || candidate.score() > best.score())) {
                best = candidate;
            }
        }
        return best == null ? candidates.get(0) : best;
    }

    /** By how many expected nano-dollars the one costs more than the other; 0 where it does not, or a price is not known. */
    private static long dearer(Candidate itself, Candidate other, RoutingContext context) {
        long its = least(itself, context);
        long others = least(other, context);
        return its == Long.MAX_VALUE ? 0 : Math.max(0, its - others);
    }

    /** Expected nano-dollars at the cheapest of its deployments; the greatest number where no price is known. */
    private static long least(Candidate candidate, RoutingContext context) {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < candidate.deployments().size(); i++) {
            long its = cost(candidate, candidate.deployments().get(i), context);
            least = its < 0 ? least : Math.min(least, its);
        }
        return least;
    }

    private static RoutingDecision stays(RoutingDecision decision, int at, String because, RoutingContext context) {
        if (at == 0) {
            return decision.probability() == 1 ? decision : decision.drawnWith(1);
        }
        List<Candidate> order = new ArrayList<>(decision.candidates());
        Candidate itself = order.remove(at);
        order.add(0, itself);
        String reason = "stays on " + itself.model().name() + " (" + because + coldness(itself, context) + ")";
        return decision.reorder(NAME, order, reason).drawnWith(1); // whatever was drawn, it would have stayed
    }

    private static RoutingDecision moves(
            RoutingDecision decision, Conversation conversation, String because, RoutingContext context) {
        Candidate first = decision.candidates().get(0);
        int at = place(decision.candidates(), conversation.model());
        String cold = at < 0 ? "" : coldness(decision.candidates().get(at), context);
        return decision.note(
                NAME,
                "moves from " + conversation.model() + " to " + first.model().name() + " (" + because + cold + ")");
    }

    /** What it costs to leave the model's warm prompt: its expected cost without what is cached, less that with it. */
    private static String coldness(Candidate itself, RoutingContext context) {
        long most = 0;
        RoutingContext afresh = context.afresh();
        for (int i = 0; i < itself.deployments().size(); i++) {
            Deployment deployment = itself.deployments().get(i);
            most = Math.max(most, cost(itself, deployment, afresh) - cost(itself, deployment, context));
        }
        return most == 0 ? "" : "; a switch gives up " + dollars(most) + " of warm prompt";
    }

    private static RoutingDecision warmFirst(
            RoutingDecision decision, Conversation conversation, RoutingContext context) {
        Candidate first = decision.candidates().get(0);
        if (first.preferred() > 0 || first.deployments().size() < 2) {
            return decision;
        }
        Deployment warm = warm(first, conversation, context);
        if (warm == null) {
            return decision;
        }
        List<Candidate> order = new ArrayList<>(decision.candidates());
        order.set(0, first.preferring(deployment -> deployment.id().equals(warm.id())));
        return decision.reorder(NAME, order, "prompt is warm at " + warm.id());
    }

    /** The deployment that answered last and is fit to be called first; null where none is. */
    private static @Nullable Deployment warm(Candidate candidate, Conversation conversation, RoutingContext context) {
        for (int i = 0; i < conversation.warm().size(); i++) {
            String id = conversation.warm().get(i).deployment();
            for (int j = 0; j < candidate.deployments().size(); j++) {
                Deployment deployment = candidate.deployments().get(j);
                if (deployment.id().equals(id)) {
                    return fit(deployment, candidate, context) ? deployment : null;
                }
            }
        }
        return null;
    }

    private static boolean fit(Deployment warm, Candidate candidate, RoutingContext context) {
        if (warm.weight() == 0) {
            return false;
        }
        long its = cost(candidate, warm, context);
        double calls = 0;
        for (int i = 0; i < candidate.deployments().size(); i++) {
            Deployment other = candidate.deployments().get(i);
            if (other.id().equals(warm.id())) {
                continue;
            }
            long others = cost(candidate, other, context);
            boolean known = its >= 0 && others >= 0;
            if (known ? others < its : candidate.model().balance().way() == Balance.Way.ORDER) {
                return false;
            }
            calls += inflight(other, context);
        }
        double mean = calls / (candidate.deployments().size() - 1);
        return !(inflight(warm, context) > FEW_CALLS + OVERLOAD * mean);
    }

    private static double inflight(Deployment deployment, RoutingContext context) {
        double calls = context.live().of(Figure.INFLIGHT, deployment.id());
        return Double.isNaN(calls) ? 0 : calls;
    }

    private static long cost(Candidate candidate, Deployment deployment, RoutingContext context) {
        return ExpectedCost.nanos(candidate.model(), deployment, context);
    }

    private static String worths(double its, double best) {
        return "worth " + hundredths(its) + " against " + hundredths(best);
    }

    /** {@code 0.71}. */
    private static String hundredths(double share) {
        long all = Math.round(share * 100);
        return all / 100 + "." + all / 10 % 10 + all % 10;
    }

    /** {@code $0.012300}: to the millionth, rounded up. */
    private static String dollars(long nanos) {
        long millionths = (nanos + 999) / 1000;
        String rest = Long.toString(millionths % 1_000_000);
        return "$" + millionths / 1_000_000 + "." + "0".repeat(6 - rest.length()) + rest;
    }
}
