package dev.pointsman.recorded;

import dev.pointsman.api.RequestFacts;
import dev.pointsman.routing.facts.Conversation;
import dev.pointsman.routing.facts.LiveFigures;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.routing.facts.TextHits;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/**
 * The {@code decision} of a ledger line. What is as in most requests is left out; what was looked at and could not be told is {@code null}. The
 * fields are described in docs/explain.md.
 */
final class RecordWriter {
    private final JsonGenerator json;

    RecordWriter(JsonGenerator json) {
        this.json = json;
    }

    void write(
            RecordedRequest request,
            @Nullable RecordedChoice choice,
            @Nullable String refusal,
            List<String> order,
            long expectedCostNanos) {
        json.writeNumberProperty("at", request.at().toEpochMilli());
        facts(request.facts(), request.bodyBytes());
        texts("headers", request.headers());
        if (request.allowed() != null) {
            list("allowed", request.allowed());
        }
        signals(request.signals());
        some("blocked", request.blocked());
        lacks(request.lacks());
        live(request.live());
        conversation(request.conversation());
        found(request.text());
        if (choice != null) {
            choice(choice);
        }
        text("refusal", refusal);
        some("order", order);
        if (expectedCostNanos >= 0) {
            json.writeNumberProperty("expected_cost_nano_usd", expectedCostNanos);
        }
    }

    private void facts(RequestFacts facts, int bodyBytes) {
        json.writeObjectPropertyStart("facts");
        json.writeNumberProperty("body_bytes", bodyBytes);
        json.writeNumberProperty("text_bytes", facts.textBytes());
        json.writeNumberProperty("turns", facts.turns());
        if (facts.maxOutputTokens() >= 0) {
            json.writeNumberProperty("max_tokens", facts.maxOutputTokens());
        }
        if (facts.choices() != 1) {
            json.writeNumberProperty("choices", facts.choices());
        }
        flag("tools", facts.tools());
        flag("parallel_tools", facts.parallelTools());
        flag("schema", facts.jsonSchema());
        flag("images", facts.images());
        flag("audio", facts.audio());
        flag("files", facts.files());
        flag("logprobs", facts.logprobs());
        text("user", facts.user());
        texts("metadata", facts.metadata());
        json.writeEndObject();
    }

    private void signals(SignalReadings signals) {
        json.writeObjectPropertyStart("signals");
        if (signals.inputTokens() >= 0) {
            json.writeNumberProperty("input_tokens", signals.inputTokens());
        }
        if (!signals.counted().isEmpty()) {
            json.writeObjectPropertyStart("counted_tokens");
            new TreeMap<>(signals.counted()).forEach((by, count) -> json.writeNumberProperty(by.word(), count));
            json.writeEndObject();
        }
        if (signals.languageRead()) {
            json.writeStringProperty("language", signals.language());
        }
        if (signals.code() >= 0) {
            json.writeNumberProperty("code", signals.code());
        }
        TaskGuess task = signals.task();
        if (signals.taskRead() && task == null) {
            json.writeNullProperty("task");
        } else if (task != null) {
            json.writeStringProperty("task", task.label());
            json.writeNumberProperty("confidence", task.confidence());
        }
        text("task_remark", signals.taskRemark());
        if (signals.difficultyRead()) {
            json.writeName("difficulty");
            number(signals.difficulty());
        }
        json.writeEndObject();
    }

    private void lacks(@Nullable Lacks lacks) {
        if (lacks != null) {
            json.writeObjectPropertyStart("lacks");
            lacks.byDeployment().forEach(json::writeStringProperty);
            json.writeEndObject();
            text("lacks_field", lacks.field());
        }
    }

    /** Each as {@code [figure, subject, value]}, with the task as fourth where it is of one. */
    private void live(List<LiveFigures.Reading> live) {
        if (live.isEmpty()) {
            return;
        }
        json.writeArrayPropertyStart("live");
        for (LiveFigures.Reading reading : live) {
            json.writeStartArray();
            json.writeString(reading.figure().word());
            json.writeString(reading.subject());
            number(reading.value());
            if (reading.task() != null) {
                json.writeString(reading.task());
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private void conversation(@Nullable Conversation conversation) {
        if (conversation != null) {
            json.writeObjectPropertyStart("conversation");
            json.writeStringProperty("id", conversation.id());
            json.writeStringProperty("model", conversation.model());
            if (conversation.amidTools()) {
                json.writeBooleanProperty("amid_tools", true);
            }
            json.writeObjectPropertyStart("warm");
            conversation.warm().forEach(warm -> json.writeNumberProperty(warm.deployment(), warm.tokens()));
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    private void found(@Nullable TextHits hits) {
        if (hits != null) {
            json.writeObjectPropertyStart("found");
            list("text", hits.text());
            list("system", hits.system());
            json.writeEndObject();
        }
    }

    private void choice(RecordedChoice choice) {
        json.writeObjectPropertyStart("deployments");
        for (RecordedChoice.Standing standing : choice.candidates()) {
            list(standing.model(), standing.deployments());
        }
        json.writeEndObject();
        for (RecordedChoice.Standing standing : choice.candidates()) {
            if (standing.preferred() > 0) {
                preferred(choice.candidates());
                break;
            }
        }
        narrowed(choice.steps());
        text("outcome", choice.outcome());
        text("score", choice.score());
        flag("fixed", choice.fixed());
        if (choice.probability() != 1) {
            json.writeNumberProperty("probability", choice.probability());
        }
        if (choice.sheet() != null) {
            sheet(choice.sheet());
        }
    }

    private void preferred(List<RecordedChoice.Standing> candidates) {
        json.writeObjectPropertyStart("preferred");
        for (RecordedChoice.Standing standing : candidates) {
            json.writeNumberProperty(standing.model(), standing.preferred());
        }
        json.writeEndObject();
    }

    /** By the number of the reason, from 0. */
    private void narrowed(List<RecordedChoice.Step> steps) {
        boolean any = false;
        for (int i = 0; i < steps.size(); i++) {
            if (!steps.get(i).narrowed().isEmpty()) {
                if (!any) {
                    json.writeObjectPropertyStart("narrowed");
                    any = true;
                }
                list(Integer.toString(i), steps.get(i).narrowed());
            }
        }
        if (any) {
            json.writeEndObject();
        }
    }

    private void sheet(RecordedChoice.Sheet sheet) {
        json.writeObjectPropertyStart("sheet");
        list("criteria", sheet.criteria());
        numbers("weights", sheet.weights());
        json.writeArrayPropertyStart("rows");
        for (RecordedChoice.Row row : sheet.rows()) {
            json.writeStartObject();
            json.writeStringProperty("model", row.model());
            numbers("raw", row.raw());
            numbers("scaled", row.scaled());
            json.writeNumberProperty("worth", row.worth());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void flag(String name, boolean holds) {
        if (holds) {
            json.writeBooleanProperty(name, true);
        }
    }

    private void text(String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }

    private void texts(String name, Map<String, String> values) {
        if (!values.isEmpty()) {
            json.writeObjectPropertyStart(name);
            values.forEach(json::writeStringProperty);
            json.writeEndObject();
        }
    }

    void some(String name, Collection<String> items) {
        if (!items.isEmpty()) {
            list(name, items);
        }
    }

    private void list(String name, Collection<String> items) {
        json.writeArrayPropertyStart(name);
        items.forEach(json::writeString);
        json.writeEndArray();
    }

    private void numbers(String name, List<Double> numbers) {
        json.writeArrayPropertyStart(name);
        numbers.forEach(this::number);
        json.writeEndArray();
    }

    private void number(double value) {
        if (Double.isFinite(value)) {
            json.writeNumber(value);
        } else {
            json.writeNull();
        }
    }
}
