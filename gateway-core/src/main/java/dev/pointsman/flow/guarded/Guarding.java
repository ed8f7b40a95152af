package dev.pointsman.flow.guarded;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.flow.Exchange;
import dev.pointsman.guardrail.BodyTexts;
import dev.pointsman.guardrail.Findings;
import dev.pointsman.guardrail.Findings.Found;
import dev.pointsman.guardrail.Guardrail;
import dev.pointsman.guardrail.Guardrail.Stage;
import dev.pointsman.guardrail.TextWindow;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One exchange under guardrails: what they found so far, and where that is told. Confined to the exchange's loop, and to a worker while that has a text. */
final class Guarding {
    private static final Logger LOG = LoggerFactory.getLogger(Guarding.class);
    private static final String HEADER = "x-gateway-guardrails";
    /** Bytes that are looked through on the loop. */
    private static final int AT_ONCE = 64 * 1024;

    private final Exchange exchange;
    private final GuardrailFilter.Means means;
    private final Findings findings = new Findings();
    private final Map<Found, Integer> told = new HashMap<>();

    Guarding(Exchange exchange, GuardrailFilter.Means means) {
        this.exchange = exchange;
        this.means = means;
    }

    Exchange exchange() {
        return exchange;
    }

    GuardrailFilter.Means means() {
        return means;
    }

    Findings findings() {
        return findings;
    }

    /** A body whose texts these have looked through. */
    byte[] edited(byte[] body, List<Guardrail> guardrails, Stage stage) {
        List<Guardrail> finding = finding(guardrails);
        return finding.isEmpty()
                ? body
                : BodyTexts.edited(
                        body, stage, (text, json) -> TextWindow.edited(text, json, finding, stage, findings()));
    }

    /** Of several guardrails those that look themselves. */
    static List<Guardrail> finding(List<Guardrail> all) {
        return all.stream().filter(guardrail -> guardrail.webhook() == null).toList();
    }

    /** Those that ask. */
    static List<Guardrail> asking(List<Guardrail> all) {
        return all.stream().filter(guardrail -> guardrail.webhook() != null).toList();
    }

    /** Counts what was found since the last call, and tells it to the record. */
    void tell() {
        findings.counts().forEach((found, count) -> {
            int more = count - told.getOrDefault(found, 0);
            if (more > 0) {
                means.meters()
                        .found(
                                found.guardrail(),
                                found.action().word(),
                                found.stage().word(),
                                more);
            }
        });
        told.putAll(findings.counts());
        exchange.guarded(findings.remarks());
    }

    /** Tells the client, before its reply starts. */
    void tellClient() {
        String header = findings.header();
        if (!header.isEmpty()) {
            exchange.replyHeader(HEADER, header);
        }
    }

    /** What a client gets whose request or reply a guardrail ends. */
    GatewayException blocked() {
        return new GatewayException(
                ErrorKind.GUARDRAIL, "blocked by the guardrail \"" + findings.blockedBy() + "\" of this gateway");
    }

    /** A finder threw: that is a defect of it. */
    GatewayException defect(RuntimeException thrown) {
        if (thrown instanceof GatewayException known) {
            return known;
        }
        LOG.error("request {} failed by a defect in a guardrail", exchange.id(), thrown);
        return new GatewayException(ErrorKind.INTERNAL, "internal error; request id " + exchange.id());
    }

    /** Does work on a text of so many bytes: at once where that is short, else on the worker; {@code then} runs on the loop. */
    <T> void work(int bytes, Supplier<T> work, Consumer<T> then, Consumer<GatewayException> broken) {
        if (bytes <= AT_ONCE) {
            finish(work, then, broken);
            return;
        }
        means.worker().execute(() -> {
            Supplier<T> result = kept(work);
            exchange.loop().execute(() -> finish(result, then, broken));
        });
    }

    private static <T> Supplier<T> kept(Supplier<T> work) {
        try {
            T result = work.get();
            return () -> result;
        } catch (RuntimeException thrown) {
            return () -> {
                throw thrown;
            };
        }
    }

    private <T> void finish(Supplier<T> work, Consumer<T> then, Consumer<GatewayException> broken) {
        T result;
        try {
            result = work.get();
        } catch (RuntimeException thrown) {
            broken.accept(defect(thrown));
            return;
        }
        try {
            then.accept(result);
        } catch (RuntimeException thrown) {
            broken.accept(defect(thrown));
        }
    }
}
