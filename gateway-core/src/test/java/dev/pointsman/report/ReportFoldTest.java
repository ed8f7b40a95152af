package dev.pointsman.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.report.settings.Baseline;
import dev.pointsman.report.settings.Dimension;
import dev.pointsman.report.settings.ReportSettings;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportFoldTest {
    private static final ReportSettings PLAIN = ReportSettings.NONE;

    @Test
    void sumsAreThoseOfTheRequestsOfTheTime() {
        ReportFold fold = new ReportFold(PLAIN, Lines.AT, Lines.AT + 10, lines -> {});
        Lines lines = new Lines();
        fold.line(1, lines.next(), true);
        lines.fields()
                .putObject("usage")
                .put("input", 5)
                .put("cached", 4)
                .put("cache_write", 3)
                .put("output", 2)
                .put("reasoning", 1);
        fold.line(2, lines.with("at", Lines.AT + 9).cost(50).next(), true);
        fold.line(3, lines.with("at", Lines.AT + 10).next(), true);
        fold.line(4, lines.with("at", Lines.AT - 1).next(), true);

        Report report = fold.report();

        assertThat(report.all().requests()).isEqualTo(2);
        assertThat(report.firstMillis()).isEqualTo(Lines.AT);
        assertThat(report.lastMillis()).isEqualTo(Lines.AT + 9);
        assertThat(report.all().costNanos()).isEqualTo(300_050);
        assertThat(report.all().tokens().input()).isEqualTo(1_005);
        assertThat(report.all().tokens().cachedRead()).isEqualTo(4);
        assertThat(report.all().tokens().cacheWrite()).isEqualTo(3);
        assertThat(report.all().tokens().output()).isEqualTo(102);
        assertThat(report.all().tokens().reasoning()).isEqualTo(1);
        assertThat(report.passedOver()).isZero();
        assertThat(report.all().totalMillis(0.5)).isCloseTo(100, within(2.1));
        assertThat(report.all().firstOutputMillis(0.99)).isCloseTo(10, within(0.21));
        assertThat(report.all().overheadMillis(0.95)).isCloseTo(0.5, within(0.011));
    }

    @Test
    void whatIsNoRecordIsCountedAndPassedOver() {
        ReportFold fold = Lines.fold(PLAIN);
        fold.line(1, "nonsense", true);
        fold.line(2, null, true);
        fold.line(3, "{\"at\":1790000000000}", true);
        fold.line(4, "", true);

        assertThat(fold.report().passedOver()).isEqualTo(3);
        assertThat(fold.report().all().requests()).isZero();
        assertThat(new ReportText(fold.report()).text()).isEqualTo("requests      none; 3 lines are no records\n");
    }

    @Test
    void errorsRetriesFallbacksAndKeptRepliesAreTold() {
        ReportFold fold = Lines.fold(PLAIN);
        fold.line(1, new Lines().next(), true);
        fold.line(
                2,
                new Lines()
                        .with("end", "timeout")
                        .without("cost_nano_usd")
                        .without("model")
                        .next(),
                true);
        Lines twice = new Lines();
        twice.fields().withArray("attempts").addObject().put("model", "deep");
        fold.line(3, twice.answered("deep").next(), true);
        fold.line(4, twice.answered("small").with("cache", "miss").next(), true);
        Lines kept =
                new Lines().with("cache", "hit").with("saved_nano_usd", 70L).cost(0);
        kept.fields().putArray("attempts");
        fold.line(5, kept.next(), true);

        Figures all = fold.report().all();

        assertThat(all.failed()).isEqualTo(1);
        assertThat(all.errors()).containsExactly(java.util.Map.entry("timeout", 1L));
        assertThat(all.costUnknown()).isEqualTo(1);
        assertThat(all.retried()).isEqualTo(2);
        assertThat(all.fellBack()).isEqualTo(1);
        assertThat(all.cacheable()).isEqualTo(2);
        assertThat(all.hits()).isEqualTo(1);
        assertThat(all.savedNanos()).isEqualTo(70);
        assertThat(all.tokens().input()).isEqualTo(4_000);
    }

    @Test
    void requestsAreToldApartByTwoNamesTheDearestFirst() {
        ReportFold fold = Lines.fold(new ReportSettings(List.of(), null, List.of(Dimension.TEAM, Dimension.DAY), null));
        fold.line(1, new Lines().with("team", "shop").cost(1).next(), true);
        fold.line(
                2,
                new Lines()
                        .with("team", "shop")
                        .with("at", Lines.AT + 86_400_000L)
                        .cost(5)
                        .next(),
                true);
        fold.line(3, new Lines().cost(3).next(), true);
        fold.line(4, new Lines().with("team", "shop").cost(1).next(), true);

        assertThat(fold.report().groups())
                .extracting(Report.Group::names)
                .containsExactly(
                        List.of("shop", "2026-09-22"), List.of("(none)", "2026-09-21"), List.of("shop", "2026-09-21"));
        assertThat(fold.report().groups().get(2).figures().requests()).isEqualTo(2);
        assertThat(fold.report().days().days()).containsExactly(20_717L, 20_718L);
    }

    @Test
    void everyDimensionHasItsField() {
        Lines lines = new Lines().with("rule", "r").with("team", "t");
        lines.decision().putObject("signals").put("task", "code");
        ReportLine line = new ReportLine(new tools.jackson.databind.json.JsonMapper().readTree(lines.next()));
        List<String> names = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            names.add(line.of(dimension));
        }

        assertThat(names)
                .containsExactly("small", "code", "r", "ci", "t", "2026-09-21", "lab/small", "chat/completions");
    }

    @Test
    void groupsHaveABound() {
        ReportFold fold = Lines.fold(new ReportSettings(List.of(), null, List.of(Dimension.KEY), null));
        for (int i = 0; i < 510; i++) {
            fold.line(i, new Lines().with("key", "k" + i).next(), true);
        }

        Report report = fold.report();

        assertThat(report.groups()).hasSize(501);
        assertThat(report.ungrouped()).isEqualTo(10);
        assertThat(report.groups().get(0).names()).containsExactly("(others)");
    }

    @Test
    void theSameLinesMakeTheSameReport() {
        assertThat(ReportJson.of(some())).isEqualTo(ReportJson.of(some()));
        assertThat(new ReportPage(some()).html()).isEqualTo(new ReportPage(some()).html());
    }

    private static Report some() {
        ReportFold fold = Lines.fold(Lines.comparing("deep", Baseline.Reply.SAME));
        for (int i = 0; i < 50; i++) {
            fold.line(
                    i,
                    new Lines()
                            .answered("m<" + i % 3)
                            .user("u" + i)
                            .with("at", Lines.AT + i * 10_000_000L)
                            .next(),
                    true);
        }
        return fold.report();
    }

    @Test
    void thePageHasEveryChartAndNoMarkupOfNames() {
        String page = new ReportPage(some()).html();

        assertThat(page).contains("Cost by day and model", "Saved against each baseline", "Latency by day", "m&lt;1");
        assertThat(page).doesNotContain("m<1").doesNotContain("src=").doesNotContain("<link");
        assertThat(page.split("id=\"plot", -1)).hasSize(5);
        assertThat(page).contains("id=\"plot1\"", "url(#plot4)").doesNotContain("url(#plot)");
    }
}
