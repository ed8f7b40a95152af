package dev.pointsman.server.insight;

import dev.pointsman.access.Principal;
import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.flow.FeedbackDesk;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.server.admin.AdminPage;
import dev.pointsman.server.admin.AdminProblem;
import dev.pointsman.server.admin.AdminRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An operator rates an answer, in place of the client that asked. */
public final class FeedbackPages {
    private static final String OPERATOR = "operator";
    private static final JsonMapper JSON = new JsonMapper();

    private final FeedbackDesk desk;
    private final RecentDecisions recent;
    private final InstantSource clock;

    /** @param recent where answers are found, and where ratings are kept */
    public FeedbackPages(FeedbackDesk desk, RecentDecisions recent, InstantSource clock) {
        this.desk = desk;
        this.recent = recent;
        this.clock = clock;
    }

    /** {@code POST /admin/v1/feedback}: as {@code POST /v1/feedback}, of whatever key. */
    public AdminPage rate(AdminRequest request) {
        String id = request.json().path("decision").asString("");
        String found = recent.line(id);
        if (found == null) {
            throw new AdminProblem(404, "decision: expected the id of one of the newest decisions");
        }
        JsonNode rated = JSON.readTree(found);
        Principal asked = new Principal(rated.path("key").asString(""), null, null);
        try {
            ApiRequest rating =
                    ApiRequest.parse(Endpoint.FEEDBACK, Endpoint.FEEDBACK.path(), Headers.NONE, request.bytes());
            return AdminPage.json(
                    200,
                    new String(desk.answer(rating, asked, OPERATOR, kept -> keep(rated, kept)), StandardCharsets.UTF_8)
                            + "\n");
        } catch (GatewayException refused) {
            throw new AdminProblem(refused.status(), refused.text());
        }
    }

    private void keep(JsonNode answer, DecisionRecord.Rated rated) {
        long now = clock.millis();
        recent.append(DecisionRecord.ofRating(
                answer.path("id").asString("") + "_" + OPERATOR + "_" + now,
                now,
                answer.path("policy").asString(""),
                new DecisionRecord.Route(
                        "feedback",
                        false,
                        answer.path("key").asString(""),
                        answer.path("team").asString(null),
                        OPERATOR,
                        null,
                        0,
                        List.of(),
                        List.of()),
                0,
                rated));
    }
}
