package dev.pointsman.routing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeWindowTest {
    @ParameterizedTest
    @CsvSource({
        "0:00-24:00, 0, 1440",
        "00:00-00:01, 0, 1",
        "9:05-17:59, 545, 1079",
        "23:59-00:00, 1439, 0",
        "10:00-19:09, 600, 1149"
    })
    void hoursAreReadToTheMinute(String hours, int from, int to) {
        Yaml yaml = Yaml.of("'" + hours + "'");

        assertThat(TimeWindow.from(yaml.node())).isEqualTo(new TimeWindow(from, to, ZoneOffset.UTC));
        assertThat(yaml.problems()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "24:00-6:00",
                "9:00-24:01",
                "9:60-10:00",
                "9:00-10:60",
                ":00-10:00",
                "009:00-10:00",
                "9:0-10:00",
                "9:000-10:00",
                "9:00",
                "-9:00-10:00",
                "9:00-",
                "a:00-10:00",
                "9:0:-10:00",
                "9:00-1/:00",
                ""
            })
    void whatIsNoPairOfHoursIsRefused(String hours) {
        Yaml yaml = Yaml.of("'" + hours + "'");

        assertThat(TimeWindow.from(yaml.node())).isNull();
        assertThat(yaml.problems())
                .containsExactly("test.yaml:1:1: expected hours such as \"22:00-06:00 Europe/Berlin\" but found \""
                        + hours + "\"");
    }

    @Test
    void aZoneStandsBehindTheHours() {
        assertThat(TimeWindow.from(Yaml.of("'22:00-06:00   Asia/Tokyo'").node()))
                .isEqualTo(new TimeWindow(1320, 360, ZoneId.of("Asia/Tokyo")));
    }

    @Test
    void hoursThatWrapMidnightEndBeforeTheirLastMinute() {
        TimeWindow night = new TimeWindow(1320, 360, ZoneOffset.UTC);

        assertThat(night.holds(Instant.parse("2026-01-15T05:59:59Z"))).isTrue();
        assertThat(night.holds(Instant.parse("2026-01-15T06:00:00Z"))).isFalse();
        assertThat(night.holds(Instant.parse("2026-01-15T21:59:59Z"))).isFalse();
        assertThat(night.holds(Instant.parse("2026-01-15T22:00:00Z"))).isTrue();
    }
}
