package dev.pointsman.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OverloadSettingsTest {
    private static final List<String> MODELS = List.of("large", "small");

    @Test
    void nothingIsLimitedWhereNothingIsSet() {
        assertThat(OverloadSettings.from(null, MODELS)).isEqualTo(OverloadSettings.NONE);
        assertThat(read("{}")).isEqualTo(OverloadSettings.NONE);
    }

    @Test
    void aLimitAloneAdaptsAndHasAQueue() {
        OverloadSettings settings = read("{ max_concurrent: 400, each_model: { max_concurrent: 100 } }");

        QueueSettings queue = new QueueSettings(100, Duration.ofSeconds(1));
        assertThat(settings.inAll()).isEqualTo(new PlaceSettings(400, false, 400, queue));
        assertThat(settings.of("small")).isEqualTo(new PlaceSettings(100, true, 5, queue));
        assertThat(read("{ each_model: { max_concurrent: 3 } }").of("small"))
                .isEqualTo(new PlaceSettings(3, true, 3, queue));
    }

    @Test
    void everyKeyIsRead() {
        OverloadSettings settings = read("""
                max_concurrent: 400
                queue: { size: 50, max_wait: 2s }
                each_model: { max_concurrent: 100, adaptive: false, min_concurrent: 10, queue: { size: 0 } }
                models: { large: { max_concurrent: 20, queue: { max_wait: 250ms } } }
                """);

        QueueSettings own = new QueueSettings(100, Duration.ofMillis(250));
        assertThat(settings)
                .isEqualTo(new OverloadSettings(
                        new PlaceSettings(400, false, 400, new QueueSettings(50, Duration.ofSeconds(2))),
                        new PlaceSettings(100, false, 10, new QueueSettings(0, Duration.ofSeconds(1))),
                        Map.of("large", new PlaceSettings(20, true, 5, own))));
        assertThat(settings.of("large")).isEqualTo(settings.models().get("large"));
    }

    @Test
    void mistakesAreToldWithWhatIsExpected() {
        Yaml yaml = Yaml.of("""
                queue: { size: 5 }
                each_model: { min_concurrent: 5 }
                models: { larg: { max_concurrent: 0 }, small: { max_concurrent: 4, min_concurrent: 5, queue: { max_wait: 1h } } }
                """);
        OverloadSettings.from(yaml.node(), MODELS);

        assertThat(yaml.problems().stream().map(Object::toString).toList().toString())
                .contains("nothing waits here without a limit in all: expected max_concurrent beside it")
                .contains("missing key \"max_concurrent\"")
                .contains("unknown model \"larg\" (expected: one of models) (did you mean \"large\"?)")
                .contains("expected a whole number from 1 to 100000")
                .contains("expected a whole number from 1 to 4")
                .contains("expected a time of 10m or less but found \"1h\"");
    }

    private static OverloadSettings read(String text) {
        Yaml yaml = Yaml.of(text);
        OverloadSettings settings = OverloadSettings.from(yaml.node(), MODELS);
        assertThat(yaml.problems()).isEmpty();
        return settings;
    }
}
