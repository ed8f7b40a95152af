package dev.pointsman.routing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RouterNameTest {
    @Test
    void theThresholdStandsBehindTheLastDash() {
        assertThat(RouterName.of("router-mf-0.11593")).isEqualTo(new RouterName("router-mf", 0.11593));
        assertThat(RouterName.of("router-two-stage-1")).isEqualTo(new RouterName("router-two-stage", 1));
        assertThat(RouterName.of("router-a-0")).isEqualTo(new RouterName("router-a", 0));
        assertThat(RouterName.of("router-a-.5")).isEqualTo(new RouterName("router-a", 0.5));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auto",
                "router-",
                "router-mf",
                "router--0.5",
                "router-0.5",
                "router-mf-",
                "router-mf-1.01",
                "router-mf-1e0",
                "router-mf-0.5.5",
                "router-mf-.",
                "router-mf-0x1",
                "router-mf-0.123456789012345678901",
                "outer-mf-0.5"
            })
    void allElseIsNone(String asked) {
        assertThat(RouterName.of(asked)).isNull();
    }
}
