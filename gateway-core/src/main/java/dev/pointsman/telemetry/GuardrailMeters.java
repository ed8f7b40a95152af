package dev.pointsman.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/** What guardrails found. Tags are names of the policy and words of enums. Thread-safe. */
public final class GuardrailMeters {
    private final MeterRegistry registry;

    public GuardrailMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A guardrail found something, so many times in one request or reply. */
    public void found(String guardrail, String action, String stage, int times) {
        Counter.builder("pointsman.guardrail.finds")
                .description("What guardrails found")
                .tag("guardrail", guardrail)
                .tag("action", action)
                .tag("stage", stage)
                .register(registry)
                .increment(times);
    }

    /** A webhook was asked: {@code answered}, or {@code failed}. */
    public void asked(String guardrail, String result) {
        Counter.builder("pointsman.guardrail.questions")
                .description("Questions to the webhooks of guardrails")
                .tag("guardrail", guardrail)
                .tag("result", result)
                .register(registry)
                .increment();
    }
}
