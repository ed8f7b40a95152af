package dev.pointsman.providers.openai;

import static dev.pointsman.api.Endpoint.CHAT_COMPLETIONS;
import static dev.pointsman.api.Endpoint.COMPLETIONS;
import static dev.pointsman.api.Endpoint.EMBEDDINGS;
import static dev.pointsman.api.Endpoint.MODERATIONS;
import static dev.pointsman.api.Endpoint.RERANK;
import static dev.pointsman.api.Endpoint.RESPONSES;
import static dev.pointsman.api.Endpoint.SPEECH;
import static dev.pointsman.api.Endpoint.TRANSCRIPTIONS;
import static dev.pointsman.api.Endpoint.TRANSLATIONS;
import static dev.pointsman.providers.openai.Quirk.DEVELOPER_AS_SYSTEM;
import static dev.pointsman.providers.openai.Quirk.FLOAT_EMBEDDINGS;
import static dev.pointsman.providers.openai.Quirk.LOGPROBS_AS_COUNT;
import static dev.pointsman.providers.openai.Quirk.MEND_REPLY;
import static dev.pointsman.providers.openai.Quirk.MEND_STREAM;
import static dev.pointsman.providers.openai.Quirk.NO_STREAM_OPTIONS;
import static dev.pointsman.providers.openai.Quirk.NO_TOKEN_INPUT;
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

    private static final Map<String, OpenAiDialect> BY_TYPE = byType(
            OpenAiDialect.plain("openai", "https://api.openai.com/v1", "OPENAI_API_KEY")
                    .alsoServing(RESPONSES)
                    .with(REASONING_RULES),
            OpenAiDialect.plain("azure", null, "AZURE_OPENAI_API_KEY")
                    .alsoServing(RESPONSES)
                    .with(Credential.API_KEY)
                    .with(REASONING_RULES, MEND_REPLY, MEND_STREAM, RESTORE_MODEL),
            OpenAiDialect.plain("openai-compatible", null, null)
                    .with(DEVELOPER_AS_SYSTEM, MEND_REPLY, MEND_STREAM, FLOAT_EMBEDDINGS),
            hosted("groq", "https://api.groq.com/openai/v1", "GROQ_API_KEY")
                    .dropping("logprobs", "top_logprobs", "logit_bias", "presence_penalty", "frequency_penalty")
                    .dropping("metadata", "store")
                    .saying("service_tier", Map.of("default", "on_demand", "priority", "performance"))
                    .serving(CHAT_COMPLETIONS, COMPLETIONS, EMBEDDINGS, SPEECH, TRANSCRIPTIONS, TRANSLATIONS),
            hosted("together", "https://api.together.ai/v1", "TOGETHER_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens")
                    .dropping(OPENAI_ONLY)
                    .dropping("user", "parallel_tool_calls", "service_tier")
                    .with(STOP_AS_LIST, LOGPROBS_AS_COUNT, NO_STREAM_OPTIONS)
                    .alsoServing(RERANK),
            hosted("fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens")
                    .dropping(OPENAI_ONLY),
            hosted("deepseek", "https://api.deepseek.com", "DEEPSEEK_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens")
                    .dropping(OPENAI_ONLY)
                    .dropping("seed", "service_tier", "parallel_tool_calls")
                    .serving(CHAT_COMPLETIONS),
            hosted("xai", "https://api.x.ai/v1", "XAI_API_KEY")
                    .renaming("parallel_tool_calls", "parallel_function_calling")
                    .saying("service_tier", Map.of("auto", "default")),
            hosted("openrouter", "https://openrouter.ai/api/v1", "OPENROUTER_API_KEY")
                    .alsoServing(RERANK),
            hosted("perplexity", "https://api.perplexity.ai", "PERPLEXITY_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens")
                    .dropping(
                            "stop", "seed", "n", "logit_bias", "logprobs", "top_logprobs", "user", "store", "metadata")
                    .with(NO_STREAM_OPTIONS)
                    .serving(CHAT_COMPLETIONS),
            hosted("cerebras", "https://api.cerebras.ai/v1", "CEREBRAS_API_KEY")
                    .dropping("store", "metadata", "logit_bias", "safety_identifier", "verbosity")
                    .serving(CHAT_COMPLETIONS, COMPLETIONS),
            hosted("moonshot", "https://api.moonshot.ai/v1", "MOONSHOT_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens")
                    .serving(CHAT_COMPLETIONS),
            hosted("zai", "https://api.z.ai/api/paas/v4", "ZAI_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens"),
            hosted("qwen", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", "DASHSCOPE_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens"),
            hosted("deepinfra", "https://api.deepinfra.com/v1/openai", "DEEPINFRA_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens"),
            hosted("sambanova", "https://api.sambanova.ai/v1", "SAMBANOVA_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens"),
            hosted("nebius", "https://api.studio.nebius.ai/v1", "NEBIUS_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens"),
            hosted("novita", "https://api.novita.ai/v3/openai", "NOVITA_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens"),
            hosted("nvidia", "https://integrate.api.nvidia.com/v1", "NVIDIA_API_KEY")
                    .renaming("max_completion_tokens", "max_tokens")
                    .dropping(OPENAI_ONLY)
                    .dropping("user"),
            mistral(),
            local("vllm", "http://localhost:8000/v1").without(NO_TOKEN_INPUT).alsoServing(RERANK),
            local("lmstudio", "http://localhost:1234/v1").renaming("max_completion_tokens", "max_tokens"),
            local("llamacpp", "http://localhost:8080/v1")
                    .renaming("max_completion_tokens", "max_tokens")
                    .alsoServing(RERANK),
            local("ollama", "http://localhost:11434/v1").renaming("max_completion_tokens", "max_tokens"));

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
                .with(DEVELOPER_AS_SYSTEM, MEND_REPLY, MEND_STREAM, FLOAT_EMBEDDINGS, NO_TOKEN_INPUT);
    }

    private static OpenAiDialect local(String type, String url) {
        return hosted(type, url, null);
    }

    /** The part of Mistral's form that is OpenAI's. It refuses fields it does not know; usage always comes in the last chunk. */
    private static OpenAiDialect mistral() {
        return hosted("mistral", "https://api.mistral.ai/v1", "MISTRAL_API_KEY")
                .renaming("max_completion_tokens", "max_tokens")
                .renaming("seed", "random_seed")
                .renaming("dimensions", "output_dimension")
                .saying("tool_choice", Map.of("required", "any"))
                .dropping("logprobs", "top_logprobs", "logit_bias", "user", "store", "service_tier", "modalities")
                .dropping("audio", "verbosity", "safety_identifier", "prompt_cache_options", "web_search_options")
                .dropping("prompt_cache_retention", "moderation")
                .with(NO_STREAM_OPTIONS)
                .serving(CHAT_COMPLETIONS, EMBEDDINGS, MODERATIONS, TRANSCRIPTIONS);
    }

    private static Map<String, OpenAiDialect> byType(OpenAiDialect... dialects) {
        Map<String, OpenAiDialect> all = new LinkedHashMap<>();
        for (OpenAiDialect dialect : dialects) {
            all.put(dialect.type(), dialect);
        }
        return all;
    }
}
