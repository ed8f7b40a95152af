package dev.pointsman.providers.openai;

import static dev.pointsman.api.Endpoint.CHAT_COMPLETIONS;
import static dev.pointsman.api.Endpoint.COMPLETIONS;
import static dev.pointsman.api.Endpoint.EMBEDDINGS;
import static dev.pointsman.api.Endpoint.MODELS;
import static dev.pointsman.api.Endpoint.MODERATIONS;
import static dev.pointsman.api.Endpoint.RERANK;
import static dev.pointsman.api.Endpoint.RESPONSES;
import static dev.pointsman.api.Endpoint.SPEECH;
import static dev.pointsman.api.Endpoint.TRANSCRIPTIONS;
import static dev.pointsman.api.Endpoint.TRANSLATIONS;
import static dev.pointsman.providers.openai.Quirk.DEVELOPER_AS_SYSTEM;
import static dev.pointsman.providers.openai.Quirk.FLOAT_EMBEDDINGS;
import static dev.pointsman.providers.openai.Quirk.FUNCTIONS_ONLY;
import static dev.pointsman.providers.openai.Quirk.JSON_OBJECT_ONLY;
import static dev.pointsman.providers.openai.Quirk.JSON_SCHEMA_ONLY;
import static dev.pointsman.providers.openai.Quirk.LOGPROBS_AS_COUNT;
import static dev.pointsman.providers.openai.Quirk.MEND_REPLY;
import static dev.pointsman.providers.openai.Quirk.MEND_STREAM;
import static dev.pointsman.providers.openai.Quirk.MISTRAL_MESSAGES;
import static dev.pointsman.providers.openai.Quirk.NO_DIMENSIONS;
import static dev.pointsman.providers.openai.Quirk.NO_NAMES;
import static dev.pointsman.providers.openai.Quirk.NO_STREAM_OPTIONS;
import static dev.pointsman.providers.openai.Quirk.NO_TOKEN_INPUT;
import static dev.pointsman.providers.openai.Quirk.PLAIN_MESSAGES;
import static dev.pointsman.providers.openai.Quirk.REASONING_AS_REASONING;
import static dev.pointsman.providers.openai.Quirk.REASONING_REPLAY;
import static dev.pointsman.providers.openai.Quirk.REASONING_RULES;
import static dev.pointsman.providers.openai.Quirk.RESTORE_MODEL;
import static dev.pointsman.providers.openai.Quirk.STOP_AS_LIST;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The profiles known by name. Source: docs/providers.md, from the providers' own SDKs and pages as of 2026-08. */
final class OpenAiDialects {
    private static final String[] OPENAI_ONLY = {
        "store",
        "metadata",
        "safety_identifier",
        "prompt_cache_options",
        "prompt_cache_retention",
        "moderation",
        "verbosity",
        "prediction",
        "modalities",
        "audio",
        "web_search_options"
    };
    private static final String[] GENERATION = {
        "temperature",
        "top_p",
        "n",
        "stop",
        "max_tokens",
        "presence_penalty",
        "frequency_penalty",
        "seed",
        "tools",
        "tool_choice",
        "response_format",
        "reasoning_effort"
    };
    private static final String MOST = "max_completion_tokens";
    private static final String MAX_TOKENS = "max_tokens";

    private static final Map<String, OpenAiDialect> BY_TYPE = byType(
            OpenAiDialect.plain("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")
                    .with(REASONING_RULES, PLAIN_MESSAGES)
                    .alsoServing(RESPONSES),
            OpenAiDialect.plain("azure", null, "AZURE_OPENAI_API_KEY")
                    .with(Credential.API_KEY)
                    .with(REASONING_RULES, PLAIN_MESSAGES, MEND_REPLY, MEND_STREAM, RESTORE_MODEL)
                    .alsoServing(RESPONSES),
            OpenAiDialect.plain("openai-compatible", null, null)
                    .with(DEVELOPER_AS_SYSTEM, MEND_REPLY, MEND_STREAM, FLOAT_EMBEDDINGS),
            groq(),
            hosted("together", "https://api.together.ai/v1", "TOGETHER_API_KEY")
                    .renaming(MOST, MAX_TOKENS)
                    .dropping(OPENAI_ONLY)
                    .dropping("user", "parallel_tool_calls", "service_tier")
                    .with(STOP_AS_LIST, LOGPROBS_AS_COUNT, NO_STREAM_OPTIONS, NO_DIMENSIONS)
                    .alsoServing(RERANK),
            hosted("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY")
                    .allowing(GENERATION)
                    .allowing("logprobs", "top_logprobs", "logit_bias", "user", "parallel_tool_calls", "stream_options")
                    .allowing("top_k", "min_p", "repetition_penalty", "context_length_exceeded_behavior", "thinking")
                    .allowing("reasoning_history", "service_tier", "prompt_cache_key", "functions", "function_call")
                    .allowing("echo", "suffix", "perf_metrics_in_response", "prompt_truncate_len", "ignore_eos")
                    .allowing("mirostat_target", "mirostat_lr", "typical_p", "raw_output", "metadata", "prediction")
                    .renaming(MOST, MAX_TOKENS),
            deepSeek(),
            xai(),
            hosted("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY")
                    .without(PLAIN_MESSAGES, FUNCTIONS_ONLY)
                    .alsoServing(RERANK),
            hosted("perplexity", "https://api.perplexity.ai", "PERPLEXITY_API_KEY")
                    .renaming(MOST, MAX_TOKENS)
                    .dropping("stop", "seed", "n", "logit_bias", "logprobs", "top_logprobs", "user", "store")
                    .dropping("metadata", "tools", "tool_choice", "parallel_tool_calls")
                    .with(NO_STREAM_OPTIONS)
                    .serving(CHAT_COMPLETIONS),
            hosted("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY")
                    .dropping("store", "metadata", "logit_bias", "safety_identifier", "verbosity")
                    .saying("reasoning_effort", Map.of("minimal", "low", "xhigh", "high", "max", "high"))
                    .with(REASONING_AS_REASONING)
                    .serving(CHAT_COMPLETIONS, COMPLETIONS, MODELS),
            hosted("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY")
                    .renaming(MOST, MAX_TOKENS)
                    .atMost("temperature", 1)
                    .with(REASONING_REPLAY)
                    .serving(CHAT_COMPLETIONS, MODELS),
            hosted("zai", "https://api.z.ai/api/paas/v4", "ZAI_API_KEY").renaming(MOST, MAX_TOKENS),
            hosted("qwen", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY")
                    .renaming(MOST, MAX_TOKENS)
                    .without(PLAIN_MESSAGES),
            hosted("deepinfra", "https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY")
                    .renaming(MOST, MAX_TOKENS),
            hosted("sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY")
                    .renaming(MOST, MAX_TOKENS),
            hosted("nebius", "https://api.studio.nebius.ai/v1", "NEBIUS_API_KEY")
                    .renaming(MOST, MAX_TOKENS),
            hosted("novita", "https://api.novita.ai/v3/openai", "NOVITA_API_KEY")
                    .renaming(MOST, MAX_TOKENS),
            hosted("nvidia", "https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY")
                    .renaming(MOST, MAX_TOKENS)
                    .dropping(OPENAI_ONLY)
                    .dropping("user"),
            mistral(),
            local("vllm", "http://localhost:8000/v1").without(NO_TOKEN_INPUT).alsoServing(RERANK),
            local("lmstudio", "http://localhost:1234/v1")
                    .renaming(MOST, MAX_TOKENS)
                    .with(JSON_SCHEMA_ONLY),
            local("llamacpp", "http://localhost:8080/v1")
                    .renaming(MOST, MAX_TOKENS)
                    .alsoServing(RERANK),
            local("ollama", "http://localhost:11434/v1").renaming(MOST, MAX_TOKENS));

    private OpenAiDialects() {}

    static @Nullable OpenAiDialect of(String type) {
        return BY_TYPE.get(type);
    }

    /** In the order of the table; {@code openai} first. Ollama's word is its own factory's, which asks for its dialect by it. */
    static List<String> types() {
        return BY_TYPE.keySet().stream().filter(type -> !type.equals("ollama")).toList();
    }

    /** What is true of every provider but OpenAI and Azure, until its entry says otherwise. */
    private static OpenAiDialect hosted(String type, String url, @Nullable String keyName) {
        return OpenAiDialect.plain(type, url, keyName)
                .with(DEVELOPER_AS_SYSTEM, PLAIN_MESSAGES, FUNCTIONS_ONLY, MEND_REPLY, MEND_STREAM)
                .with(FLOAT_EMBEDDINGS, NO_TOKEN_INPUT);
    }

    /** Servers of one's own ignore what they do not know. */
    private static OpenAiDialect local(String type, String url) {
        return hosted(type, url, null).without(PLAIN_MESSAGES, FUNCTIONS_ONLY);
    }

    private static OpenAiDialect groq() {
        Map<String, String> gptOss = Map.of("none", "low", "minimal", "low", "xhigh", "high", "max", "high");
        return hosted("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY")
                .dropping("logprobs", "top_logprobs", "logit_bias", "presence_penalty", "frequency_penalty")
                .dropping("metadata", "store")
                .atMost("n", 1)
                .saying("service_tier", Map.of("default", "on_demand", "priority", "performance"))
                .forModels("qwen.*", "reasoning_effort", Map.of("none", "none", "*", "default"))
                .forModels("gpt-oss.*", "reasoning_effort", gptOss)
                .forModels("(?!qwen|gpt-oss).*", "reasoning_effort")
                .with(NO_NAMES, REASONING_AS_REASONING)
                .serving(CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS, SPEECH, TRANSCRIPTIONS, TRANSLATIONS, MODELS);
    }

    private static OpenAiDialect deepSeek() {
        return hosted("deepseek", "https://api.deepseek.com", "DEEPSEEK_API_KEY")
                .renaming(MOST, MAX_TOKENS)
                .dropping(OPENAI_ONLY)
                .dropping("seed", "service_tier", "parallel_tool_calls")
                .atMost("n", 1)
                .forModels("deepseek-reasoner.*", "logprobs", "top_logprobs")
                .with(REASONING_REPLAY, JSON_OBJECT_ONLY)
                .serving(CHAT_COMPLETIONS, MODELS);
    }

    private static OpenAiDialect xai() {
        String reasoning = "grok-3-mini.*|grok-(?:[4-9]|code)(?!.*non-reasoning).*";
        return hosted("xai", "https://api.x.ai/v1", "XAI_API_KEY")
                .renaming("parallel_tool_calls", "parallel_function_calling")
                .saying("service_tier", Map.of("auto", "default"))
                .atMost("top_logprobs", 8)
                .forModels(reasoning, "presence_penalty", "frequency_penalty", "stop")
                .forModels("grok-4\\.20(?:-\\d{4})?-(?:non-)?reasoning", "reasoning_effort")
                .saying("reasoning_effort", Map.of("minimal", "low", "max", "high"))
                .forModels("(?!grok-4\\.6).*", "reasoning_effort", Map.of("xhigh", "high"));
    }

    /** Refuses fields it does not know; usage always comes in the last chunk. */
    private static OpenAiDialect mistral() {
        return hosted("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY")
                .allowing(GENERATION)
                .allowing("random_seed", "parallel_tool_calls", "metadata", "prediction", "prompt_cache_key")
                .allowing("safe_prompt", "guardrails", "document_image_limit", "document_page_limit", "prompt_mode")
                .renaming(MOST, MAX_TOKENS)
                .renaming("seed", "random_seed")
                .renaming("dimensions", "output_dimension")
                .saying("tool_choice", Map.of("required", "any"))
                .saying("reasoning_effort", Map.of("max", "xhigh"))
                .atMost("temperature", 1.5)
                .forModels("(?!mistral-small-(?:2603|latest)|mistral-medium-(?:3|latest)).*", "reasoning_effort")
                .with(NO_STREAM_OPTIONS, MISTRAL_MESSAGES)
                .serving(CHAT_COMPLETIONS, EMBEDDINGS, MODERATIONS, TRANSCRIPTIONS, MODELS);
    }

    private static Map<String, OpenAiDialect> byType(OpenAiDialect... dialects) {
        Map<String, OpenAiDialect> all = new LinkedHashMap<>();
        for (OpenAiDialect dialect : dialects) {
            all.put(dialect.type(), dialect);
        }
        return all;
    }
}
