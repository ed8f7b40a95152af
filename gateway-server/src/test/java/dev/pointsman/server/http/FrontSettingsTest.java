package dev.pointsman.server.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FrontSettingsTest {
    @Test
    void usualSettingsAreThoseOfTheReliabilityPage() {
        var settings = FrontSettings.at(new InetSocketAddress(0));
        assertThat(settings.limits()).isEqualTo(new FrontSettings.Limits(32 << 20, 256L << 20, 10_000, 0));
        assertThat(settings.timeouts().head()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.timeouts().body()).isEqualTo(Duration.ofSeconds(8));
        assertThat(settings.timeouts().idle()).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.timeouts().stall()).isEqualTo(Duration.ofSeconds(20));
        assertThat(settings.http2()).isTrue();
        assertThat(settings.corsOrigins()).isEmpty();
        assertThat(settings.tls()).isNull();
    }

    @Test
    void limitsBelowOneAreRefusedByName() {
        assertThatThrownBy(() -> new FrontSettings.Limits(0, 1, 1, 0)).hasMessageContaining("bodyBytes: 0");
        assertThatThrownBy(() -> new FrontSettings.Limits(1, 0, 1, 0)).hasMessageContaining("bufferedBytes: 0");
        assertThatThrownBy(() -> new FrontSettings.Limits(1, 1, 0, 0)).hasMessageContaining("connections: 0");
        assertThatThrownBy(() -> new FrontSettings.Limits(1, 1, 1, -1)).hasMessageContaining("connectionsPerAddress");
    }
}
