package dev.pointsman.recorded;

import dev.pointsman.api.RequestFacts;
import dev.pointsman.api.json.JsonWriter;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.routing.Candidate;
import dev.pointsman.routing.Odds;
import dev.pointsman.routing.Reason;
import dev.pointsman.routing.RoutingDecision;
import dev.pointsman.routing.ScoreSheet;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.routing.facts.TextHits;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The {@code decision} of a ledger line. What is as in most requests is left out; what was looked at and could not be told is {@code null}. The
 * fields are described in docs/explain.md.
 */
final class RecordWriter {
    private final JsonWriter json;

    RecordWriter(JsonWriter json) {
        this.json = json;
    }

    void facts(RequestFacts facts, int bodyBytes, @Nullable String user, Map<String, String> metadata) {
        json.name("facts").beginObject();
        json.field("body_bytes", bodyBytes);
        json.field("text_bytes", facts.textBytes());
        json.field("turns", facts.turns());
        if (facts.maxOutputTokens() >= 0) {
            json.field("max_tokens", facts.maxOutputTokens());
        }
        if (facts.choices() != 1) {
            json.field("choices", facts.choices());
        }
        flag("tools", facts.tools());
        flag("parallel_tools", facts.parallelTools());
        flag("schema", facts.jsonSchema());
        flag("images", facts.images());
        flag("audio", facts.audio());
        flag("files", facts.files());
        flag("logprobs", facts.logprobs());
        json.fieldIfAny("user", user);
        texts("metadata", metadata);
        json.endObject();
    }

    void signals(SignalReadings signals) {
        json.name("signals").beginObject();
        if (signals.inputTokens() >= 0) {
            json.field("input_tokens", signals.inputTokens());
        }
        if (!signals.counted().isEmpty()) {
            json.name("counted_tokens").beginObject();
            new TreeMap<>(signals.counted()).forEach((by, count) -> json.field(by.word(), count));
            json.endObject();
        }
        json.fieldIfAny("language", signals.language());
        if (signals.languageRead() && signals.language() == null) {
            json.name("language").nothing();
        }
        if (signals.code() >= 0) {
            json.field("code", signals.code());
        }
        TaskGuess task = signals.task();
        if (signals.taskRead() && task == null) {
            json.name("task").nothing();
        } else if (task != null) {
            json.field("task", task.label());
            json.field("confidence", task.confidence());
        }
        json.fieldIfAny("task_remark", signals.taskRemark());
        if (signals.difficultyRead()) {
            json.field("difficulty", signals.difficulty());
        }
        json.endObject();
    }

    void lacks(@Nullable Lacks lacks) {
        if (lacks != null) {
            json.name("lacks").beginObject();
            lacks.byDeployment().forEach(json::field);
            json.endObject();
            json.fieldIfAny("lacks_field", lacks.field());
        }
    }

    /** Each as {@code [figure, subject, value]}, with the task as fourth where it is of one. */
    void live(List<LiveFigures.Reading> live) {
        if (live.isEmpty()) {
            return;
        }
        json.name("live").beginArray();
        for (LiveFigures.Reading reading : live) {
            json.beginArray();
            json.text(reading.figure().word());
            json.text(reading.subject());
            json.number(reading.value());
            if (reading.task() != null) {
                json.text(reading.task());
            }
            json.endArray();
        }
        json.endArray();
    }

    void conversation(@Nullable Conversation conversation) {
        if (conversation != null) {
            json.name("conversation").beginObject();
            json.field("id", conversation.id());
            json.field("model", conversation.model());
            if (conversation.amidTools()) {
                json.field("amid_tools", true);
            }
            json.name("warm").beginObject();
            conversation.warm().forEach(warm -> json.field(warm.deployment(), warm.tokens()));
            json.endObject();
            json.endObject();
        }
    }

    void found(@Nullable TextHits hits) {
        if (hits != null) {
            json.name("found").beginObject();
            json.field("text", hits.text());
            json.field("system", hits.system());
            json.endObject();
        }
    }

    void choice(RoutingDecision decision) {
        List<Candidate> candidates = decision.candidates();
        json.name("deployments").beginObject();
        boolean preferred = false;
        for (int i = 0; i < candidates.size(); i++) {
            json.name(candidates.get(i).model().name());
            ids(candidates.get(i).deployments());
            preferred |= candidates.get(i).preferred() > 0;
        }
        json.endObject();
        if (preferred) {
            preferred(candidates);
        }
        narrowed(decision.reasons());
        json.fieldIfAny("outcome", decision.outcome());
        json.fieldIfAny("score", decision.score());
        flag("fixed", decision.fixed());
        if (decision.probability() != 1) {
            json.field("probability", decision.probability());
        }
        if (decision.odds() != null) {
            odds(decision.odds());
        }
        if (decision.sheet() != null) {
            sheet(decision.sheet());
        }
    }

    private void odds(Odds odds) {
        json.name("odds").beginObject();
        for (int i = 0; i < odds.models().size(); i++) {
            json.field(odds.models().get(i), odds.shares().get(i));
        }
        json.endObject();
    }

    private void preferred(List<Candidate> candidates) {
        json.name("preferred").beginObject();
        for (Candidate candidate : candidates) {
            json.field(candidate.model().name(), candidate.preferred());
        }
        json.endObject();
    }

    /** By the number of the reason, from 0. */
    private void narrowed(List<Reason> reasons) {
        boolean any = false;
        for (int i = 0; i < reasons.size(); i++) {
            if (!reasons.get(i).narrowed().isEmpty()) {
                if (!any) {
                    json.name("narrowed").beginObject();
                    any = true;
                }
                json.field(Integer.toString(i), reasons.get(i).narrowed());
            }
        }
        if (any) {
            json.endObject();
        }
    }

    private void sheet(ScoreSheet sheet) {
        int columns = sheet.criteria().size();
        json.name("sheet").beginObject();
        json.field("criteria", sheet.criteria());
        json.name("weights").beginArray();
        for (int column = 0; column < columns; column++) {
            json.number(sheet.weight(column));
        }
        json.endArray();
        json.name("rows").beginArray();
        for (int row = 0; row < sheet.models().size(); row++) {
            json.beginObject();
            json.field("model", sheet.models().get(row));
            json.name("raw").beginArray();
            for (int column = 0; column < columns; column++) {
                json.number(sheet.raw(row, column));
            }
            json.endArray();
            json.name("scaled").beginArray();
            for (int column = 0; column < columns; column++) {
                json.number(sheet.scaled(row, column));
            }
            json.endArray();
            json.field("worth", sheet.worth(row));
            json.endObject();
        }
        json.endArray();
        json.endObject();
    }

    /** An array of the ids of deployments. */
    void ids(List<Deployment> deployments) {
        json.beginArray();
        for (int i = 0; i < deployments.size(); i++) {
            json.text(deployments.get(i).id());
        }
        json.endArray();
    }

    private void flag(String name, boolean holds) {
        if (holds) {
            json.field(name, true);
        }
    }

    void texts(String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            json.name(name).beginObject();
            values.forEach(json::field);
            json.endObject();
        }
    }

    void some(String name, List<String> items) {
        if (!items.isEmpty()) {
            json.field(name, items);
        }
    }
}
