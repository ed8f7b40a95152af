package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
            guardrails:
              - { name: greeting, on: request, find: /hi/, do: annotate }
              - { name: away, on: request, webhook: { url: "http://127.0.0.1:9/", on_error: allow } }
            feedback: { judge: { model: small, cap: 1/day } }
            overload: { each_model: { max_concurrent: 50 } }
            reliability: { retry: { times: 0 } }
            cache: { exact: {} }
            telemetry: { traces: { endpoint: "http://127.0.0.1:1" }, metrics: { endpoint: "http://127.0.0.1:1" } }
            """;
    private static final Pattern SERIES = Pattern.compile("\\b((?:gen_ai|pointsman)_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHED = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");
    private static final Pattern GROUPED = Pattern.compile("\\bby \\(([^)]*)\\)");
    private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");
    /** Those that Prometheus adds. */
    private static final Set<String> ADDED = Set.of("job", "instance");

    @TempDir
    private Path folder;

    @Test
    void theMetricsOfTheGuideAreThoseOfARealScrape() throws IOException, InterruptedException {
        assertThat(scraped(scrape())).isEqualTo(documented());
    }

    @Test
    void dashboardsAndAlertsAskForNothingThatNoScrapeHas() throws IOException, InterruptedException {
        Map<String, Set<String>> series = series(scrape());
        List<String> asked = new ArrayList<>(ReadyMade.expressions());

        assertThat(asked).hasSizeGreaterThan(50);
        for (String expression : asked) {
            Set<String> labels = new TreeSet<>(ADDED);
            Matcher each = SERIES.matcher(withoutGroups(expression));
            while (each.find()) {
                assertThat(series).as(expression).containsKey(each.group(1));
                Set<String> its = series.get(each.group(1));
                labels.addAll(its);
                assertThat(and(its, ADDED)).as(expression).containsAll(found(MATCHED, each.group(2)));
            }
            Matcher groups = GROUPED.matcher(expression);
            while (groups.find()) {
                assertThat(labels)
                        .as(expression)
                        .containsAll(List.of(groups.group(1).split(", ?", -1)));
            }
        }
    }

    @Test
    void everyAlertSaysWhatToDo() {
        Set<String> told = new TreeSet<>();
        Guide.of("docs/operations.md")
                .rows()
                .forEach(row -> Guide.codes(row.get(0)).stream()
                        .filter(code -> code.startsWith("Pointsman"))
                        .forEach(told::add));

        assertThat(ReadyMade.alerts()).isNotEmpty().isEqualTo(told);
    }

    private static Set<String> and(Set<String> some, Set<String> more) {
        var all = new TreeSet<>(some);
        all.addAll(more);
        return all;
    }

    /** Labels of groups may look like names of series. */
    private static String withoutGroups(String expression) {
        return GROUPED.matcher(expression).replaceAll("");
    }

    private static Set<String> found(Pattern pattern, String text) {
        var found = new TreeSet<String>();
        Matcher each = pattern.matcher(text == null ? "" : text);
        while (each.find()) {
            found.add(each.group(1));
        }
        return found;
    }

    /** The series of a scrape, with all labels that they have. */
    private static Map<String, Set<String>> series(String scrape) {
        var series = new TreeMap<String, Set<String>>();
        for (String line : scrape.split("\n", -1)) {
            if (!line.isEmpty() && !line.startsWith("#")) {
                int end = line.indexOf('{') < 0 ? line.indexOf(' ') : line.indexOf('{');
                series.computeIfAbsent(line.substring(0, end), name -> new TreeSet<>())
                        .addAll(found(LABEL, line));
            }
        }
        return series;
    }

    /** What a gateway shows after requests of all kinds. */
    private String scrape() throws IOException, InterruptedException {
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

            return gateway.get(gateway.adminUrl() + "/metrics").body();
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
