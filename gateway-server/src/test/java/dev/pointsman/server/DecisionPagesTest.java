package dev.pointsman.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.explain.RecordedLines;
import dev.pointsman.ledger.LedgerFile;
import dev.pointsman.ledger.LineLedger;
import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.policy.Policy;
import dev.pointsman.server.admin.AdminPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DecisionPagesTest {
    private static final Policy POLICY = GatewayServer.loader(name -> null).load("test.yaml", """
            providers: { echo: { type: echo } }
            models:
              swift: { at: echo/swift, price: { in: 1, out: 1 } }
              deep: { at: echo/deep, price: { in: 2, out: 2 } }
            rules:
              - { name: refunds, when: { text: refund }, then: { use: deep } }
              - { name: rest, then: { use: swift } }
            """);

    @TempDir
    private Path folder;

    private final RecentDecisions recent = new RecentDecisions(LineLedger.NONE);

    @Test
    void aRecentDecisionIsExplained() throws IOException {
        recent.append(RecordedLines.record(POLICY, 1, "a refund, please"));

        AdminPage page = pages("").one("req_1");

        JsonNode json = new JsonMapper().readTree(page.body());
        assertThat(page.status()).isEqualTo(200);
        assertThat(json.at("/record/rule").asString()).isEqualTo("refunds");
        assertThat(json.at("/recomputed/same").asBoolean()).isTrue();
        assertThat(json.at("/nearest_change/text").asString()).startsWith("swift would answer if ");
    }

    @Test
    void anOlderOneIsFoundInTheFile() throws IOException {
        String lines = RecordedLines.line(POLICY, 1, "hello") + "\n" + RecordedLines.line(POLICY, 2, "hello") + "\n";

        assertThat(pages(lines).one("req_1").body())
                .contains("\"id\":\"req_1\"")
                .contains("\"same\":true");
        assertThat(pages(lines).one("req_7").status()).isEqualTo(404);
        assertThat(pages(lines).one("req_7").body()).contains("no such decision is recorded");
    }

    @Test
    void wherePolicyOrDecisionIsNotKnownTheRecordIsStillShown() throws IOException {
        String other =
                RecordedLines.line(POLICY, 1, "hello").replace(POLICY.digest().substring(0, 12), "000000000000");
        JsonNode json =
                new JsonMapper().readTree(pages(other + "\n").one("req_1").body());

        assertThat(json.at("/recomputed/same").isNull()).isTrue();
        assertThat(json.at("/recomputed/reason").asString())
                .contains("000000000000")
                .contains("is not kept");
        assertThat(json.at("/nearest_change").isNull()).isTrue();
        assertThat(pages("{\"id\":\"req_1\",\"oops\n").one("req_1").status()).isEqualTo(500);
    }

    @Test
    void theListIsNewestFirstFromMemoryAndThenFromTheFile() throws IOException {
        StringBuilder file = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            file.append(RecordedLines.line(POLICY, i, i % 2 == 0 ? "refund" : "hello"))
                    .append('\n');
        }
        recent.append(RecordedLines.record(POLICY, 4, "refund"));
        recent.append(RecordedLines.record(POLICY, 5, "hello"));

        assertThat(ids(pages(file.toString()), Map.of())).isEqualTo("req_5 req_4 req_3 req_2 req_1 req_0 ");
        assertThat(ids(pages(file.toString()), Map.of("limit", "3"))).isEqualTo("req_5 req_4 req_3 ");
        assertThat(ids(pages(file.toString()), Map.of("model", "deep"))).isEqualTo("req_4 req_2 req_0 ");
        assertThat(ids(pages(file.toString()), Map.of("rule", "rest", "limit", "2")))
                .isEqualTo("req_5 req_3 ");
        assertThat(ids(pages(file.toString()), Map.of("key", "nobody"))).isEmpty();
    }

    @Test
    void aLimitThatIsNoneIsRefused() throws IOException {
        for (String limit : new String[] {"0", "501", "many"}) {
            assertThat(pages("").list(Map.of("limit", limit)::get).status()).isEqualTo(400);
        }
    }

    private static String ids(DecisionPages pages, Map<String, String> query) {
        AdminPage page = pages.list(query::get);
        JsonNode json = new JsonMapper().readTree(page.body());
        assertThat(json.get("complete").asBoolean()).isTrue();
        StringBuilder ids = new StringBuilder();
        json.get("decisions")
                .forEach(each -> ids.append(each.get("id").asString()).append(' '));
        return ids.toString();
    }

    private DecisionPages pages(String ledger) throws IOException {
        Path file = Files.writeString(folder.resolve("ledger.jsonl"), ledger);
        return new DecisionPages(recent, new LedgerFile(file, System::nanoTime), PolicyVersions.only(POLICY));
    }
}
