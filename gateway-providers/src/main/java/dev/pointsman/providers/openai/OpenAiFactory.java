package dev.pointsman.providers.openai;

import dev.pointsman.provider.Features;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import java.time.Clock;
import java.util.List;
import java.util.Objects;

/** Makes the adapters of {@code type: openai}, {@code azure}, and of every provider of that form in {@link OpenAiDialects}. */
public final class OpenAiFactory implements ProviderFactory {
    private final Clock clock;

    /** For the service loader. */
    public OpenAiFactory() {
        this(Clock.systemUTC());
    }

    /** {@code clock} tells how far off a {@code Retry-After} date is. */
    OpenAiFactory(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String type() {
        return "openai";
    }

    @Override
    public List<String> types() {
        return OpenAiDialects.types();
    }

    @Override
    public Features features(String type) {
        OpenAiDialect dialect = OpenAiDialects.of(type);
        return dialect == null ? Features.NONE : DialectFeatures.of(dialect);
    }

    @Override
    public ProviderAdapter create(ProviderSettings settings) {
        OpenAiDialect profile = Objects.requireNonNull(
                OpenAiDialects.of(settings.type()), () -> "type: " + settings.type() + " (expected: one of types())");
        return new OpenAiAdapter(OpenAiSettings.from(settings, profile), clock);
    }
}
