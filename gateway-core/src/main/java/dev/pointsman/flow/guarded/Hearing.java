package dev.pointsman.flow.guarded;

import dev.pointsman.api.GatewayException;
import dev.pointsman.guardrail.BodyTexts;
import dev.pointsman.guardrail.Guardrail;
import dev.pointsman.guardrail.Guardrail.Action;
import dev.pointsman.guardrail.Guardrail.Stage;
import dev.pointsman.guardrail.Webhook;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Webhooks asked one after the other about the same texts, each about what the one before left of them. Confined to a loop. */
final class Hearing {
    /** Characters that a webhook is sent. */
    static final int MOST = 1 << 20;

    private final Guarding guarding;
    private final List<Guardrail> webhooks;
    private final Stage stage;

    Hearing(Guarding guarding, List<Guardrail> webhooks, Stage stage) {
        this.guarding = guarding;
        this.webhooks = webhooks;
        this.stage = stage;
    }

    /**
     * Asks about the texts of a body.
     *
     * @param allowed hears the body as it may go on; the same array where nothing changes
     * @param refused hears why it may not
     */
    void of(byte[] body, Consumer<byte[]> allowed, Consumer<GatewayException> refused) {
        if (webhooks.isEmpty()) {
            allowed.accept(body);
            return;
        }
        List<String> texts = new ArrayList<>();
        BodyTexts.edited(body, stage, (text, json) -> {
            texts.add(text);
            return text;
        });
        of(texts, changed -> allowed.accept(changed.equals(texts) ? body : with(body, changed)), refused);
    }

    private byte[] with(byte[] body, List<String> texts) {
        Iterator<String> each = texts.iterator();
        return BodyTexts.edited(body, stage, (text, json) -> each.next());
    }

    /** The same of texts. */
    void of(List<String> texts, Consumer<List<String>> allowed, Consumer<GatewayException> refused) {
        ask(0, texts, allowed, refused);
    }

    private void ask(int at, List<String> texts, Consumer<List<String>> allowed, Consumer<GatewayException> refused) {
        if (at == webhooks.size()) {
            allowed.accept(texts);
            return;
        }
        Guardrail guardrail = webhooks.get(at);
        Webhook webhook = Objects.requireNonNull(guardrail.webhook());
        Consumer<@Nullable Answer> then = answer -> {
            guarding.means().meters().asked(guardrail.name(), answer == null ? "failed" : "answered");
            Action action = answer == null ? (webhook.blocksOnError() ? Action.BLOCK : null) : answer.action();
            if (action != null) {
                guarding.findings().found(guardrail.name(), action, stage);
            }
            if (action == Action.BLOCK) {
                refused.accept(guarding.blocked());
            } else if (action == Action.REDACT && answer != null && answer.texts() != null) {
                ask(at + 1, answer.texts(), allowed, refused);
            } else {
                ask(at + 1, texts, allowed, refused);
            }
        };
        if (texts.stream().mapToLong(String::length).sum() > MOST) {
            then.accept(null);
        } else {
            new Question(guarding, guardrail, webhook, then).ask(stage, texts);
        }
    }

    /**
     * What a webhook said.
     *
     * @param action null where all may pass as it is
     * @param texts those that stand for the ones asked about, as many; null unless the action is to redact
     */
    record Answer(@Nullable Action action, @Nullable List<String> texts) {}
}
