package dev.pointsman.report.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.Policies;
import java.net.URI;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReportSettingsTest {
    private static ReportSettings settings(String report) {
        return Policies.loader().load("test.yaml", """
                        providers: { e: { type: fake } }
                        models:
                          small: { at: e/small, price: { in: 1, out: 2 } }
                          free: e/free
                        rules:
                          - { name: control, when: { share: 5%, by: user }, then: { use: small } }
                          - { name: narrow, when: { share: 5%, stream: true }, then: { use: small } }
                          - { name: rest, then: { use: small } }
                        report:""" + " " + report).report();
    }

    @Test
    void withoutTheSectionNothingIsComparedAndNothingIsMadeByItself() {
        assertThat(settings("")).isEqualTo(ReportSettings.NONE);
        assertThat(ReportSettings.NONE.by()).containsExactly(Dimension.MODEL);
        assertThat(ReportSettings.NONE.schedule()).isNull();
    }

    @Test
    void aScheduleHasDefaults() {
        assertThat(settings("{ every: day }").schedule())
                .isEqualTo(new ReportSchedule(
                        ReportSchedule.Every.DAY,
                        LocalTime.of(6, 0),
                        ZoneOffset.UTC,
                        Path.of("data/reports"),
                        null,
                        List.of(ReportSchedule.Format.HTML, ReportSchedule.Format.JSON)));
    }

    @Test
    void everyKeyIsRead() {
        ReportSettings settings = settings("""
                { baselines: [{ name: large, model: small, reply: mean }, { model: small }], holdout: control, by: [task, team],
                  every: week, at: "23:15 Europe/Berlin", to: "https://example.com/hook", formats: text }""");

        assertThat(settings.baselines()).extracting(Baseline::name).containsExactly("large", "small");
        assertThat(settings.baselines())
                .extracting(Baseline::reply)
                .containsExactly(Baseline.Reply.MEAN, Baseline.Reply.SAME);
        assertThat(settings.baselines().get(0).price()).isNotNull();
        assertThat(settings.holdout()).isEqualTo("control");
        assertThat(settings.by()).containsExactly(Dimension.TASK, Dimension.TEAM);
        ReportSchedule schedule = Objects.requireNonNull(settings.schedule());
        assertThat(schedule.every()).isEqualTo(ReportSchedule.Every.WEEK);
        assertThat(schedule.at()).isEqualTo(LocalTime.of(23, 15));
        assertThat(schedule.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(schedule.webhook()).isEqualTo(URI.create("https://example.com/hook"));
        assertThat(schedule.folder()).isNull();
        assertThat(schedule.formats()).containsExactly(ReportSchedule.Format.TEXT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ baselines: [{ model: smal }] } | report.baselines[0].model: unknown model \"smal\" (did you mean \"small\"?)",
                "{ baselines: [{ model: free }] } | expected a model whose price is known but found \"free\"",
                "{ baselines: [{ model: small }, { model: small }] } | there are two baselines \"small\"",
                "{ holdout: contol } | report.holdout: unknown rule \"contol\" (did you mean \"control\"?)",
                "{ holdout: narrow } | expected the first of the rules, with nothing but a share in its when",
                "{ by: [model, task, key] } | expected one or two of model, task, rule",
                "{ to: here } | \"to\" is of scheduled reports: expected \"every\" beside it",
                "{ every: day, at: noon } | expected a time of the day such as 06:00 or 06:00 Europe/Berlin but found \"noon\"",
                "{ every: day, to: \"https://\" } | expected an address",
                "{ every: hour } | expected one of day, week but found \"hour\"",
                "{ every: day, formats: [] } | expected at least one of html, json, text",
            })
    void mistakesAreToldWhereTheyAre(String report, String message) {
        assertThatThrownBy(() -> settings(report))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(message);
    }
}
