package dev.pointsman.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands of docs/explain.md, over the ledger of a gateway that answered a few requests. */
class ExplainGuideTest {
    private static final Path GUIDE = Path.of("../docs/explain.md");
    private static final String POLICY = """
            version: 1
            server: { listen: "127.0.0.1:0", admin: "127.0.0.1:0", access_log: off }
            storage: { ledger: "jsonl:%1$s", history: "%1$s.policies" }
            providers: { echo: { type: echo } }
            models:
              swift: { at: echo/swift, price: { in: 0.4, out: 0.4 }, quality: 0.6, context: 8k }
              deep: { at: echo/deep, price: { in: 6, out: 6 }, quality: 0.9 }
            rules:
              - { name: refunds, when: { text: refund }, then: { use: deep } }
              - { name: rest, then: { score: best } }
            scores: { best: { weights: { quality: 2, cost: 1 } } }
            """;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path folder;

    private Path current;
    private Path next;
    private Path ledger;
    private String decision;
    /** What the gateway showed of it while it ran. */
    private String shown;

    private String listed;

    @BeforeEach
    void aGatewayHasAnswered() throws IOException, InterruptedException {
        ledger = folder.resolve("ledger.jsonl");
        current = Files.writeString(folder.resolve("gateway.yaml"), POLICY.formatted(ledger));
        next = Files.writeString(
                folder.resolve("next.yaml"),
                POLICY.formatted(ledger).replace("quality: 2, cost: 1", "quality: 1, cost: 2"));
        try (GatewayServer server = GatewayServer.start(current, name -> null)) {
            decision = ask(server, "hello there");
            InetSocketAddress operators = server.adminAddress();
            assertThat(operators).isNotNull();
            shown = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operators.getPort()
                                            + "/admin/v1/decisions/" + decision))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            listed = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + operators.getPort()
                                            + "/admin/v1/decisions?model=deep&limit=5"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            ask(server, "I want a refund");
            ask(server, "my secret is Sesame");
        }
    }

    @Test
    void everyCommandOfTheGuideRuns() throws IOException {
        List<String> commands = Files.readAllLines(GUIDE).stream()
                .filter(line -> line.startsWith("$ ./gateway "))
                .map(line -> line.substring("$ ./gateway ".length()))
                .toList();

        assertThat(commands).hasSizeGreaterThan(4);
        for (String command : commands) {
            assertThat(run(words(command))).as("%s\n%s", command, err).isZero();
        }
        assertThat(folder.resolve("out/replay.html"))
                .content()
                .startsWith("<!doctype html>")
                .contains("Models");
        assertThat(folder.resolve("out/replay.svg")).content().startsWith("<svg");
        assertThat(new JsonMapper()
                        .readTree(Files.readString(folder.resolve("out/replay.json")))
                        .at("/counts/told")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void aPromptIsExplainedAsTheGuideShows() throws IOException {
        String shown = Files.readString(GUIDE);
        run("explain", "--policy", current.toString(), "hello there");

        assertThat(shown).contains(out.toString().strip());
    }

    @Test
    void aRecordedDecisionComesOutTheSameAndTellsItsNearestChange() {
        assertThat(run("explain", "--policy", current.toString(), "--decision", decision))
                .isZero();

        assertThat(out.toString())
                .contains("decision     " + decision + " of ")
                .contains("scored       deep 0.667: quality 0.9 → 1.00 ×2")
                .contains("again        the same decision comes out\n")
                .contains("nearest      swift would answer if ")
                .contains("ended        complete by echo/deep for $");
    }

    @Test
    void aRecordedDecisionIsExplainedForProgramsToo() {
        run("explain", "--policy", current.toString(), "--decision", decision, "--json");

        JsonNode json = new JsonMapper().readTree(out.toString());
        assertThat(json.at("/recomputed/same").asBoolean()).isTrue();
        assertThat(json.at("/record/id").asString()).isEqualTo(decision);
        assertThat(json.at("/record/decision/order/0").asString()).isEqualTo("echo/deep");
        assertThat(json.at("/nearest_change/then").asString()).isEqualTo("swift");
        assertThat(json.at("/other_changes").size()).isBetween(1, 5);
    }

    @Test
    void aRecordThatWasChangedIsFoundOut() throws IOException {
        Path forged = Files.writeString(
                folder.resolve("forged.jsonl"), Files.readString(ledger).replace("\"score\":0.66", "\"score\":0.77"));

        assertThat(run(
                        "explain",
                        "--policy",
                        current.toString(),
                        "--ledger",
                        forged.toString(),
                        "--decision",
                        decision))
                .isEqualTo(1);

        assertThat(out.toString())
                .contains("again        ANOTHER decision comes out")
                .contains("candidates 1: recorded ");
    }

    @Test
    void whereThePolicyIsNotKeptItIsSaid() throws IOException {
        Files.writeString(next, Files.readString(next).replace(".policies", ".none"));

        assertThat(run("explain", "--policy", next.toString(), "--decision", decision))
                .isEqualTo(1);

        assertThat(out.toString())
                .containsPattern("again +cannot be told: the policy [0-9a-f]{12} that decided is not kept");
    }

    @Test
    void aDecisionThatIsNotThereIsToldWithThePlace() {
        assertThat(run("explain", "--policy", current.toString(), "--decision", "req_none"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("decision req_none is not in " + ledger);

        assertThat(run("explain", "--policy", current.toString(), "--decision", "../etc"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("\"../etc\" is no id of a decision");
    }

    @Test
    void theAdminListenerExplainsADecisionAndListsTheNewest() {
        JsonNode json = new JsonMapper().readTree(shown);
        assertThat(json.at("/record/id").asString()).isEqualTo(decision);
        assertThat(json.at("/recomputed/same").asBoolean()).isTrue();
        assertThat(json.at("/nearest_change/then").asString()).isEqualTo("swift");
        assertThat(new JsonMapper().readTree(listed).at("/decisions/0/id").asString())
                .isEqualTo(decision);
    }

    @Test
    void aPolicyOfTheHistoryIsFoundByItsDigest() {
        assertThat(run("explain", "--policy", next.toString(), "--decision", decision))
                .isZero();

        assertThat(out.toString()).contains("the same decision comes out");
    }

    @Test
    void aRunningGatewayIsAskedForTheRecord() throws IOException {
        String line = Files.readAllLines(ledger).get(0);
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/admin/v1/decisions/", exchange -> {
            boolean known = exchange.getRequestURI().getPath().endsWith("/" + decision);
            byte[] body = (known ? "{\"record\":" + line + "}" : "{\"error\":{}}").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 404, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        gateway.start();
        String url = "http://127.0.0.1:" + gateway.getAddress().getPort();
        try {
            assertThat(run("explain", "--policy", current.toString(), "--admin", url, "--decision", decision))
                    .isZero();
            assertThat(out.toString()).contains("the same decision comes out");
            assertThat(run("explain", "--policy", current.toString(), "--admin", url, "--decision", "req_none"))
                    .isEqualTo(1);
            assertThat(err.toString()).contains("answers 404 for decision req_none");
        } finally {
            gateway.stop(0);
        }
    }

    @Test
    void theLedgerHoldsNoPrompt() throws IOException {
        assertThat(Files.readString(ledger))
                .contains("refund")
                .doesNotContain("Sesame")
                .doesNotContain("hello there");
    }

    @Test
    void aReplayTellsWhatTheNextPolicyWouldChange() {
        assertThat(run("replay", "--policy", next.toString(), "--current", current.toString(), "--since", "1h"))
                .isZero();

        assertThat(out.toString())
                .contains("requests      3 decided again, of 3 lines\n")
                .contains("other model   2 (66.67 %, 95 %: ")
                .containsPattern("model +2 {2}deep -> swift\n")
                .containsPattern("model +1 {2}deep \\(same\\)\n")
                .contains("quality       -0.2000 a request");
    }

    @Test
    void aReplayWithoutALedgerOrWithAStrangeTimeSaysSo() throws IOException {
        Path none = Files.writeString(
                folder.resolve("none.yaml"), Files.readString(current).replaceAll("jsonl:[^\"]+", "none"));

        assertThat(run("replay", "--policy", none.toString(), "--current", none.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("the policy keeps no ledger: name one with --ledger");
        assertThat(run("replay", "--policy", next.toString(), "--since", "yesterday", "--ledger", ledger.toString()))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--since: expected a time such as 24h, or a moment");
        assertThat(run(
                        "replay",
                        "--policy",
                        next.toString(),
                        "--ledger",
                        folder.resolve("no").toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("no such file");
    }

    private String ask(GatewayServer server, String text) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.address().getPort() + "/v1/chat/completions"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}"))
                .build();
        HttpResponse<String> reply = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(reply.statusCode()).isEqualTo(200);
        return reply.headers().firstValue("x-gateway-decision").orElseThrow();
    }

    private String[] words(String command) {
        List<String> words = new ArrayList<>();
        for (String word :
                command.replace("\"hello there\"", "hello\u00a0there").split(" ", -1)) {
            words.add(
                    switch (word) {
                        case "gateway.yaml" -> current.toString();
                        case "next.yaml" -> next.toString();
                        case "req_1" -> decision;
                        case "out" -> folder.resolve("out").toString();
                        default -> word.replace('\u00a0', ' ');
                    });
        }
        return words.toArray(String[]::new);
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        return line.execute(arguments);
    }
}
