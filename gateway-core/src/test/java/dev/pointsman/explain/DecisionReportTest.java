package dev.pointsman.explain;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DecisionReportTest {
    private static final String LINE = """
            {"id":"req_1","at":1764000000000,"policy":"abc","key":"ci","asked":"auto","status":200,"end":"complete",
             "deployment":"one/small","attempts":[],"cost_nano_usd":0,"cache":"hit","saved_nano_usd":20500000}
            """;

    @Test
    void whatACacheSavedIsTold() {
        assertThat(DecisionReport.of(LINE, digest -> null).text())
                .contains("ended        complete by one/small for $0.000000 (cache: hit, saved $0.020500), 0 attempts");
        assertThat(DecisionReport.of(
                                LINE.replace("\"cache\":\"hit\",\"saved_nano_usd\":20500000", "\"x\":1"),
                                digest -> null)
                        .text())
                .contains("for $0.000000, 0 attempts");
    }

    @Test
    void whatLimitsDidIsTold() {
        String line = LINE.replace(
                "\"cache\":\"hit\",\"saved_nano_usd\":20500000",
                "\"decision\":{\"limits\":[\"money: key \\\"ci\\\" has spent its 1/day: goes to small\"]},\"endpoint\":\"chat_completions\"");

        assertThat(DecisionReport.of(line, digest -> null).text())
                .contains("limit        money: key \"ci\" has spent its 1/day: goes to small\n");
    }
}
