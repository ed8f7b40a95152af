package dev.pointsman.e2e.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.quality.RouterCard;
import dev.pointsman.learned.quality.RouterFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The dashboard in a real browser. Where none is installed each test says that it was not run, and passes. */
class DashboardTest {
    private static final Path SHOTS = Path.of("target", "dashboard");
    private static final List<String> PAGES =
            List.of("now", "requests", "models", "cost", "policy", "routers", "playground");
    private static final String POLICY = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off }
            storage: { ledger: "jsonl:%1$s/ledger.jsonl", history: "%1$s/history", spend: none, learned: none }
            providers: { demo: { type: echo }, spare: { type: echo } }
            models:
              swift: { deployments: [{ at: demo/swift, price: { in: 0.05, out: 0.40 } }, { at: spare/swift, price: { in: 0.1, out: 0.6 } }], balance: order, context: 32k, quality: 0.6 }
              deep: { deployments: [{ at: demo/deep, price: { in: 3, out: 15 } }], context: 200k, quality: 0.9 }
            tasks:
              labels:
                code: { words: [function, bug, code] }
                law: { words: [contract, lawsuit] }
            scores:
              balanced: { weights: { quality: 0.5, cost: 0.5 } }
              worth: { estimator: demo-tasks.router, weights: { quality: 2, cost: 1 } }
              early: { estimator: early.router, strong: deep, weak: swift, threshold: 0.7 }
            rules:
              - { name: code-to-deep, when: { task: code }, then: { use: deep } }
              - { name: long, when: { input_tokens: "> 60" }, then: { use: deep } }
              - { name: rest, then: { score: balanced } }
            limits: [{ per: key, requests: 10000/min, spend: 50/day }]
            report: { baselines: [{ name: always-deep, model: deep }] }
            """;

    private static Browser browser;

    @BeforeAll
    static void startBrowser() throws IOException {
        Optional<Path> program = Browser.installed();
        if (program.isPresent()) {
            browser = Browser.start(program.get());
        }
    }

    @AfterAll
    static void endBrowser() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    /** What a test does in a tab, with a gateway that has seen some requests. */
    private interface Visit {
        void in(Tab tab, RunningGateway gateway) throws Exception;
    }

    private static void visit(Visit visit) throws Exception {
        if (browser == null) {
            System.out.println("the dashboard was not tried in a browser: no Chromium is installed");
            return;
        }
        Path folder = Files.createTempDirectory("pointsman");
        Path shipped = Path.of("../config/routers");
        Files.copy(shipped.resolve("demo-tasks.router"), folder.resolve("demo-tasks.router"));
        LearnedRouter pair = RouterFile.read(Files.readAllBytes(shipped.resolve("demo-pair.router")));
        RouterCard card = pair.card();
        Files.write(
                folder.resolve("early.router"),
                RouterFile.write(pair.with(new RouterCard(
                        card.kind(), card.seed(), card.prompts(), card.digest(), card.plainFigures(), card.notes()))));
        try (var gateway = RunningGateway.startIn(folder, POLICY.formatted(folder))) {
            Tab tab = browser.tab();
            tab.size(1280, 900);
            visit.in(tab, gateway);
        }
    }

    private static String chat(RunningGateway gateway, String text) throws IOException, InterruptedException {
        return gateway.post(
                        "/v1/chat/completions",
                        "{\"model\":\"auto\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                                + "\"}]}")
                .headers()
                .firstValue("x-gateway-decision")
                .orElse("");
    }

    private static String traffic(RunningGateway gateway) throws IOException, InterruptedException {
        String last = "";
        for (int i = 0; i < 12; i++) {
            last = chat(gateway, i % 3 == 0 ? "write a function with a bug" : "hello, how are you today " + i);
        }
        gateway.post(
                "/v1/chat/completions",
                "{\"model\":\"nobody\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}");
        return last;
    }

    @Test
    void everyPageIsWholeInLightAndInDark() throws Exception {
        visit((tab, gateway) -> {
            String id = traffic(gateway);
            List<String> pages = new ArrayList<>(PAGES);
            pages.add("requests/" + id);
            for (String scheme : List.of("light", "dark")) {
                tab.scheme(scheme);
                for (String page : pages) {
                    tab.open(gateway.adminUrl() + "/#/" + page);
                    settle(tab, page, gateway);

                    JsonNode poor = tab.evaluate(Shown.POOR_CONTRAST);
                    tab.screenshot(SHOTS.resolve(page.replaceAll("/.*", "-one") + "-" + scheme + ".png"), false);
                    assertThat(poor).as("contrast of %s, %s", page, scheme).isEmpty();
                    assertThat(tab.evaluate(Shown.UNNAMED))
                            .as("controls of %s without a name", page)
                            .isEmpty();
                }
            }
            assertThat(tab.errors()).isEmpty();
            assertThat(tab.hosts()).containsExactly(gateway.adminUrl().substring("http://".length()));
            System.out.println("first contentful paint of the last page: "
                    + tab.evaluate("performance.getEntriesByName('first-contentful-paint')[0]?.startTime")
                    + " ms");
        });
    }

    /** Until a page has what comes after its frame. */
    private static void settle(Tab tab, String page, RunningGateway gateway) throws Exception {
        switch (page) {
            case "now" -> {
                chat(gateway, "hello from now");
                tab.waitFor("document.querySelector('main td a')");
            }
            case "playground" -> {
                tab.press("Send");
                tab.waitForText("in all");
            }
            case "cost" -> tab.waitForText("always-deep");
            default -> {
                // it is whole when it is shown
            }
        }
    }

    @Test
    void everyControlIsReachedByTheKeyboard() throws Exception {
        visit((tab, gateway) -> {
            traffic(gateway);
            for (String page : List.of("requests", "models", "cost", "policy", "routers", "playground")) {
                tab.open(gateway.adminUrl() + "/#/" + page);
                int controls = tab.evaluate(Shown.NUMBER_CONTROLS).asInt();
                BitSet reached = new BitSet();
                for (int i = 0; i <= controls + 2; i++) {
                    tab.key("Tab", 9, 0);
                    int number = tab.evaluate(Shown.FOCUSED).asInt();
                    if (number >= 0) {
                        reached.set(number);
                    }
                }
                assertThat(reached.cardinality())
                        .as("controls reached on " + page)
                        .isEqualTo(controls);
            }
        });
    }

    @Test
    void nothingIsWiderThanAPhone() throws Exception {
        visit((tab, gateway) -> {
            String id = traffic(gateway);
            tab.size(390, 844);
            List<String> pages = new ArrayList<>(PAGES);
            pages.add("requests/" + id);
            for (String page : pages) {
                tab.open(gateway.adminUrl() + "/#/" + page);

                tab.screenshot(SHOTS.resolve(page.replaceAll("/.*", "-one") + "-phone.png"), false);
                assertThat(tab.evaluate("document.documentElement.scrollWidth").asInt())
                        .as("width of " + page)
                        .isLessThanOrEqualTo(390);
            }
        });
    }

    @Test
    void theKeyIsAskedForAndStaysInTheSession() throws Exception {
        visit((tab, ignored) -> {
            String guarded = RunningGateway.HEAD.replace("access_log", "admin_key: $UPSTREAM_KEY, access_log")
                    + "providers: { echo: { type: echo } }\nmodels: { small: { at: echo/small } }\n";
            try (var gateway = RunningGateway.startWhole(guarded)) {
                tab.open(gateway.adminUrl() + "/#/models");
                tab.waitFor("document.querySelector('dialog input')");
                tab.evaluate("document.querySelector('dialog input').focus()");
                tab.type(RunningGateway.UPSTREAM_KEY);
                tab.click("dialog button");

                tab.waitForText("echo/small");
                assertThat(tab.evaluate("JSON.stringify(localStorage) + location.href")
                                .asString())
                        .doesNotContain(RunningGateway.UPSTREAM_KEY);
                assertThat(tab.evaluate("document.cookie").asString()).isEmpty();
            }
        });
    }

    @Test
    void aPolicyIsWrittenWithWordsAndLocatedProblemsAndMadeLive() throws Exception {
        visit((tab, gateway) -> {
            tab.open(gateway.adminUrl() + "/#/policy");
            String area = "document.querySelector('.editor textarea')";
            tab.evaluate(area + ".focus(); " + area + ".setSelectionRange(" + area + ".value.length, " + area
                    + ".value.length)");
            tab.type("reliability:\n  re");
            tab.waitFor(
                    "!document.querySelector('.words').hidden && [...document.querySelectorAll('.words li')].some(each => each.textContent.startsWith('retry'))");
            tab.key("Enter", 13, 0);
            tab.type("{ times: many }");

            tab.waitForText("reliability.retry.times");
            assertThat(tab.evaluate("document.querySelector('.gutter b').textContent")
                            .asString())
                    .isEqualTo(Integer.toString(POLICY.split("\n", -1).length + 1));

            tab.evaluate(area + ".value = " + area + ".value.replace('many', '1'); " + area
                    + ".dispatchEvent(new Event('input'))");
            tab.press("Make live");
            tab.waitForText("Live: ");
            assertThat(Files.readString(gateway.file())).contains("retry: { times: 1 }");
            tab.press("History");
            tab.waitForText("runs");
            tab.press("Diff");
            tab.waitForText("They are the same.");
        });
    }

    @Test
    void twoPoliciesAreTriedSideBySideAndOnWhatWasRecorded() throws Exception {
        visit((tab, gateway) -> {
            traffic(gateway);
            tab.open(gateway.adminUrl() + "/#/policy");
            String area = "document.querySelector('.editor textarea')";
            tab.evaluate(
                    area + ".value = " + area + ".value.replace('then: { use: deep } }', 'then: { use: swift } }'); "
                            + area + ".dispatchEvent(new Event('input'))");
            tab.press("Try a prompt");
            tab.press("Decide");
            tab.waitFor("document.querySelectorAll('.pair section').length === 2");

            assertThat(tab.evaluate("[...document.querySelectorAll('.pair .chip.accent')].map(each => each.textContent)"
                                    + ".join(' ')")
                            .asString())
                    .isEqualTo("deep swift");
            tab.press("Replay traffic");
            tab.press("Replay");
            tab.waitForText("Most changed");
            assertThat(tab.evaluate("document.querySelector('#panel').innerText")
                            .asString())
                    .contains("code-to-deep");
            assertThat(tab.errors()).isEmpty();
        });
    }

    @Test
    void aRouterIsShownWithItsCurvesTasksAndExamples() throws Exception {
        visit((tab, gateway) -> {
            tab.open(gateway.adminUrl() + "/#/routers");
            tab.waitForText("Tasks it tells apart");

            String text =
                    tab.evaluate("document.querySelector('main').innerText").asString();
            assertThat(text)
                    .contains("Quality against cost", "Share of calls to deep", "Expected and actual score")
                    .contains("deep alone scores", "Such as", "The file keeps none")
                    .doesNotContain("curve-", "example-");
            assertThat(tab.evaluate(Shown.PAINTED_CHARTS).asInt()).isEqualTo(3);
            tab.screenshot(SHOTS.resolve("routers-whole.png"), true);
            tab.scheme("dark");
            tab.screenshot(SHOTS.resolve("routers-whole-dark.png"), true);
            assertThat(tab.errors()).isEmpty();
        });
    }

    @Test
    void aDeploymentIsDisabledAndEnabledThere() throws Exception {
        visit((tab, gateway) -> {
            tab.open(gateway.adminUrl() + "/#/models");
            tab.click("[aria-label='Disable demo/swift']");
            tab.waitForText("demo/swift is disabled.");
            assertThat(gateway.get(gateway.adminUrl() + "/admin/v1/models").body())
                    .contains("\"state\":\"disabled\"");

            tab.click("[aria-label='Enable demo/swift']");
            tab.waitForText("demo/swift is enabled.");
            assertThat(gateway.get(gateway.adminUrl() + "/admin/v1/models").body())
                    .doesNotContain("\"state\":\"disabled\"");
        });
    }

    @Test
    void whatAModelSaysIsNeverMoreThanText() throws Exception {
        visit((tab, gateway) -> {
            tab.open(gateway.adminUrl() + "/#/playground");
            tab.evaluate(
                    "document.querySelector('textarea').value = '<img src=/nowhere onerror=\"document.title=1\"><b>loud</b>'");
            tab.press("Send");
            tab.waitForText("in all");

            assertThat(tab.evaluate("document.querySelector('.said').textContent")
                            .asString())
                    .contains("<b>loud</b>");
            assertThat(tab.evaluate("document.querySelectorAll('.said *').length")
                            .asInt())
                    .isZero();
            assertThat(tab.errors()).isEmpty();
        });
    }
}
