package dev.pointsman.providers.ollama;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.provider.Feature;
import dev.pointsman.provider.Feature.Support;
import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.providers.openai.OpenAiFactory;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the adapters of {@code type: ollama}: of Ollama's own API, or of its copy of OpenAI's where {@code url} ends with {@code /v1} or the
 * entry says {@code api: openai}.
 */
public final class OllamaFactory implements ProviderFactory {
    /** The words of {@code api}. */
    enum Api {
        NATIVE,
        OPENAI
    }

    static final String OWN_URL = "http://localhost:11434";
    private static final String OPENAI_PATH = "/v1";

    private final Clock clock;
    private final ProviderFactory openAi;

    /** For the service loader. */
    public OllamaFactory() {
        this(Clock.systemUTC(), new OpenAiFactory());
    }

    /**
     * @param clock tells when a reply was made that does not say it itself
     * @param openAi makes the adapters of OpenAI's form, with what Ollama's differs in
     */
    OllamaFactory(Clock clock, ProviderFactory openAi) {
        this.clock = clock;
        this.openAi = openAi;
    }

    @Override
    public String type() {
        return "ollama";
    }

    @Override
    public Features features(String type) {
        return Features.of(
                        Feature.STREAM,
                        Feature.SYSTEM,
                        Feature.TOOLS,
                        Feature.PARALLEL_TOOLS,
                        Feature.IMAGE_BYTES,
                        Feature.AUDIO,
                        Feature.JSON_SCHEMA,
                        Feature.REASONING,
                        Feature.REASONING_REPLAY,
                        Feature.LOGPROBS,
                        Feature.USAGE,
                        Feature.EMBEDDINGS,
                        Feature.MODELS)
                .and(Support.EMULATED, Feature.FILES);
    }

    @Override
    public ProviderAdapter create(ProviderSettings settings) {
        String url = trimmed(settings.url() == null ? OWN_URL : settings.url());
        boolean openAiUrl = url.endsWith(OPENAI_PATH);
        ConfigNode said = settings.node().at("api");
        Api usual = openAiUrl ? Api.OPENAI : Api.NATIVE;
        Api api = said == null ? usual : said.oneOf(Api.class, usual);
        return switch (api) {
            case OPENAI -> openAi.create(at(openAiUrl ? url : url + OPENAI_PATH, settings));
            case NATIVE -> {
                String root = openAiUrl ? url.substring(0, url.length() - OPENAI_PATH.length()) : url;
                yield new OllamaAdapter(OllamaSettings.from(at(root, settings)), clock);
            }
        };
    }

    private static String trimmed(String url) {
        return url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static ProviderSettings at(@Nullable String url, ProviderSettings settings) {
        return new ProviderSettings(
                settings.name(), settings.type(), url, settings.key(), settings.connectTimeout(), settings.node());
    }
}
