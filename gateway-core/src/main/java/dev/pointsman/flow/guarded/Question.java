package dev.pointsman.flow.guarded;

import dev.pointsman.api.Body;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.config.Secret;
import dev.pointsman.flow.Exchange;
import dev.pointsman.guardrail.Guardrail;
import dev.pointsman.guardrail.Guardrail.Action;
import dev.pointsman.guardrail.Guardrail.Stage;
import dev.pointsman.guardrail.Webhook;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One call of a webhook, within its time; redirects are not followed. Confined to a loop. */
final class Question implements Transport.Listener {
    private static final JsonMapper MAPPER = new JsonMapper();
    private static final int MOST_BYTES = 8 << 20;
    private static final int OK = 200;

    private final Guarding guarding;
    private final Guardrail guardrail;
    private final Webhook webhook;
    private final Consumer<Hearing.@Nullable Answer> then;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private int asked;
    private boolean over;
    private long begunNanos;
    private Transport.@Nullable Call call;
    private @Nullable ScheduledFuture<?> timer;

    /** @param then hears the answer once; null where there is none of use */
    Question(Guarding guarding, Guardrail guardrail, Webhook webhook, Consumer<Hearing.@Nullable Answer> then) {
        this.guarding = guarding;
        this.guardrail = guardrail;
        this.webhook = webhook;
        this.then = then;
    }

    void ask(Stage stage, List<String> texts) {
        Exchange exchange = guarding.exchange();
        asked = texts.size();
        begunNanos = exchange.elapsedNanos();
        List<String> headers =
                new ArrayList<>(List.of("content-type", "application/json", "accept", "application/json"));
        Secret secret = webhook.secret();
        if (secret != null) {
            headers.add("authorization");
            headers.add("Bearer " + secret.reveal());
        }
        UpstreamRequest request = new UpstreamRequest(
                Target.of(webhook.url()),
                "POST",
                webhook.path(),
                headers,
                Body.of(question(stage, texts)),
                webhook.timeout());
        timer = exchange.loop().schedule(this::late, webhook.timeout().toNanos(), TimeUnit.NANOSECONDS);
        call = guarding.means().network().send(request, this, exchange.loop());
    }

    private byte[] question(Stage stage, List<String> texts) {
        Exchange exchange = guarding.exchange();
        ObjectNode body = MAPPER.createObjectNode();
        body.put("guardrail", guardrail.name())
                .put("stage", stage.word())
                .put("request_id", exchange.id())
                .put("endpoint", exchange.request().endpoint().word())
                .put("key", exchange.principal().key())
                .put("team", exchange.principal().team())
                .put("model", exchange.request().facts().model());
        texts.forEach(body.putArray("texts")::add);
        return MAPPER.writeValueAsBytes(body);
    }

    @Override
    public void head(int status, Headers headers) {
        if (status != OK) {
            drop();
        }
    }

    @Override
    public void data(byte[] bytes) {
        if (gathered.size() + bytes.length > MOST_BYTES) {
            drop();
        } else if (!over) {
            gathered.writeBytes(bytes);
        }
    }

    @Override
    public void end() {
        answered(answer());
    }

    @Override
    public void failed(GatewayException error) {
        answered(null);
    }

    private void late() {
        drop();
    }

    private void drop() {
        Transport.Call its = call;
        if (!over && its != null) {
            its.cancel();
        }
        answered(null);
    }

    private void answered(Hearing.@Nullable Answer answer) {
        if (over) {
            return;
        }
        over = true;
        Exchange exchange = guarding.exchange();
        exchange.waited(exchange.elapsedNanos() - begunNanos);
        ScheduledFuture<?> waiting = timer;
        if (waiting != null) {
            waiting.cancel(false);
        }
        then.accept(answer);
    }

    /** Null where it is none. */
    private Hearing.@Nullable Answer answer() {
        JsonNode answer;
        try {
            answer = MAPPER.readTree(gathered.toByteArray());
        } catch (JacksonException noJson) {
            return null;
        }
        return switch (answer.path("action").stringValue("")) {
            case "allow" -> new Hearing.Answer(null, null);
            case "annotate" -> new Hearing.Answer(Action.ANNOTATE, null);
            case "block" -> new Hearing.Answer(Action.BLOCK, null);
            case "redact" -> redacted(answer.path("texts"));
            default -> null;
        };
    }

    private Hearing.@Nullable Answer redacted(JsonNode texts) {
        List<String> others = new ArrayList<>();
        for (JsonNode text : texts) {
            if (!text.isString()) {
                return null;
            }
            others.add(text.stringValue());
        }
        return others.size() == asked ? new Hearing.Answer(Action.REDACT, others) : null;
    }
}
