package dev.pointsman.server.telemetry;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/**
 * Names of attributes, in one place, as those of the GenAI conventions still change. Sources: open-telemetry/semantic-conventions-genai, {@code gen-ai-spans.md},
 * status Development (2026-11); semantic conventions of HTTP spans 1.41.
 */
final class GenAi {
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("gen_ai.operation.name");
    static final AttributeKey<String> PROVIDER = AttributeKey.stringKey("gen_ai.provider.name");
    static final AttributeKey<String> REQUEST_MODEL = AttributeKey.stringKey("gen_ai.request.model");
    static final AttributeKey<Boolean> STREAM = AttributeKey.booleanKey("gen_ai.request.stream");
    static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");
    static final AttributeKey<Double> FIRST_CHUNK = AttributeKey.doubleKey("gen_ai.response.time_to_first_chunk");
    static final AttributeKey<Long> INPUT = AttributeKey.longKey("gen_ai.usage.input_tokens");
    static final AttributeKey<Long> OUTPUT = AttributeKey.longKey("gen_ai.usage.output_tokens");
    static final AttributeKey<Long> CACHE_READ = AttributeKey.longKey("gen_ai.usage.cache_read.input_tokens");
    static final AttributeKey<Long> CACHE_CREATION = AttributeKey.longKey("gen_ai.usage.cache_creation.input_tokens");
    static final AttributeKey<Long> REASONING = AttributeKey.longKey("gen_ai.usage.reasoning.output_tokens");
    static final AttributeKey<String> INPUT_MESSAGES = AttributeKey.stringKey("gen_ai.input.messages");
    static final AttributeKey<String> OUTPUT_MESSAGES = AttributeKey.stringKey("gen_ai.output.messages");

    static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");

    static final AttributeKey<String> DECISION = AttributeKey.stringKey("pointsman.decision.id");
    static final AttributeKey<String> POLICY = AttributeKey.stringKey("pointsman.policy");
    static final AttributeKey<String> KEY = AttributeKey.stringKey("pointsman.key");
    static final AttributeKey<String> TEAM = AttributeKey.stringKey("pointsman.team");
    static final AttributeKey<String> RULE = AttributeKey.stringKey("pointsman.rule");
    static final AttributeKey<String> MODEL = AttributeKey.stringKey("pointsman.model");
    static final AttributeKey<String> DEPLOYMENT = AttributeKey.stringKey("pointsman.deployment");
    static final AttributeKey<Long> ATTEMPTS = AttributeKey.longKey("pointsman.attempts");
    static final AttributeKey<Double> COST = AttributeKey.doubleKey("pointsman.cost.usd");
    static final AttributeKey<String> CACHE = AttributeKey.stringKey("pointsman.cache");
    static final AttributeKey<Double> OVERHEAD = AttributeKey.doubleKey("pointsman.overhead.seconds");
    static final AttributeKey<List<String>> CANDIDATES = AttributeKey.stringArrayKey("pointsman.candidates");
    static final AttributeKey<List<Double>> SCORES = AttributeKey.doubleArrayKey("pointsman.scores");
    static final AttributeKey<List<String>> REASONS = AttributeKey.stringArrayKey("pointsman.reasons");
    static final AttributeKey<String> PROVIDER_REQUEST = AttributeKey.stringKey("pointsman.provider.request_id");

    private GenAi() {}
}
