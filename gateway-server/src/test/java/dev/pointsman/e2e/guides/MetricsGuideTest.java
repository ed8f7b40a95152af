package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsGuideTest {
    private static final String HEAD = RunningGateway.HEAD.replace("ledger: none", "ledger: \"sqlite:%s\"");
    private static final String POLICY = """
            providers:
              fine: { type: echo }
              broken: { type: echo, status: 503 }
              odd: { type: openai-compatible, url: "%s", keys: [$UPSTREAM_KEY, $SPARE_KEY] }
            models:
              strange: { deployments: [odd/strange] }
              small: { deployments: [broken/small, fine/small], price: { in: 1, out: 1 } }
              dead: { deployments: [broken/dead] }
            tasks: { labels: { code: {}, chitchat: {} }, ask: small }
            rules: [{ name: code, when: { task: code }, then: { use: small } }, { name: all, then: { use: small } }]
            scores:
              thrifty: { weights: { quality: 1 }, spend: { target: 20/day }, online: {} }
              rated: { estimator: { ask: small }, strong: small, weak: strange, threshold: 0.5 }
            limits: [{ per: key, requests: 1000/min, spend: 100/day, unknown_price: allow }]
            feedback: { judge: { model: small, cap: 1/day } }
            overload: { each_model: { max_concurrent: 50 } }
            reliability: { retry: { times: 0 } }
            cache: { exact: {} }
            """;

    @TempDir
    private Path folder;

    @Test
    void theMetricsOfTheGuideAreThoseOfARealScrape() throws IOException, InterruptedException {
        ScriptedUpstream.Script odd = (request, reply) -> {
            if (request.header("authorization").contains("spare")) {
                Replies.begin(reply, 1)
                        .event(Replies.chunk("{}", "\"mystery\""))
                        .done();
            } else {
                reply.json(401, Replies.error("who is that?", "error", "no"));
            }
        };
        try (var upstream = ScriptedUpstream.playing(odd);
                var gateway = RunningGateway.startWhole(
                        HEAD.formatted(folder.resolve("ledger.db")) + POLICY.formatted(upstream.url()))) {
            gateway.post("/v1/chat/completions", ask("strange"));
            gateway.post("/v1/chat/completions", ask("auto"));
            gateway.post("/v1/chat/completions", ask("auto:rated"));
            for (int i = 0; i < 6; i++) {
                gateway.post("/v1/chat/completions", ask("dead"));
            }

            gateway.post("/v1/chat/completions", "{}");

            String scrape = gateway.get(gateway.adminUrl() + "/metrics").body();

            assertThat(scraped(scrape)).isEqualTo(documented());
        }
    }

    private static Set<String> scraped(String scrape) {
        var names = new TreeSet<String>();
        for (String line : scrape.split("\n", -1)) {
            if (line.startsWith("# TYPE ")) {
                String name = line.split(" ", -1)[2];
                names.add(name.endsWith("_max") ? name.substring(0, name.length() - "_max".length()) : name);
            }
        }
        return names;
    }

    private static Set<String> documented() {
        var names = new TreeSet<String>();
        Guide.of("docs/operations.md")
                .rows()
                .forEach(row -> Guide.codes(row.get(0)).stream()
                        .filter(code -> code.startsWith("gen_ai_") || code.startsWith("pointsman_"))
                        .forEach(names::add));
        return names;
    }

    private static String ask(String model) {
        return "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }
}
