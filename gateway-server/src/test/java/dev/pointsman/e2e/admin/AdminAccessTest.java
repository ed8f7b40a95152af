package dev.pointsman.e2e.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.testing.RawClient;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may use the admin API, and who may not. */
class AdminAccessTest {
    private static final String REST =
            "providers: { echo: { type: echo } }\nmodels: { small: { deployments: [{ at: echo/small }] } }\n";
    private static final String WITH_KEY =
            RunningGateway.HEAD.replace("access_log", "admin_key: $UPSTREAM_KEY, access_log") + REST;
    private static final String OPEN_TO_ALL =
            RunningGateway.HEAD.replace("admin: \"127.0.0.1:0\"", "admin: \"0.0.0.0:0\"");

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/v1/policy",
        "GET, /admin/v1/policy/versions",
        "GET, /admin/v1/policy/versions/current",
        "GET, /admin/v1/policy/diff?from=current",
        "GET, /admin/v1/rollout",
        "POST, /admin/v1/policy",
        "POST, /admin/v1/policy/rollback",
        "POST, /admin/v1/rollout/stop",
        "POST, /admin/v1/rollout/promote",
        "GET, /admin/",
        "GET, /admin/v1/nothing",
    })
    void withAKeyNothingBelowAdminIsAnsweredWithoutIt(String method, String path) throws Exception {
        try (var gateway = RunningGateway.startWhole(WITH_KEY)) {
            var nobody = Operator.of(gateway);
            var wrong = new Operator(gateway, "wrong");
            var right = new Operator(gateway, RunningGateway.UPSTREAM_KEY);

            assertThat(ask(nobody, method, path).status()).isEqualTo(401);
            assertThat(ask(wrong, method, path).status()).isEqualTo(401);
            assertThat(ask(wrong, method, path).text()).doesNotContain(RunningGateway.UPSTREAM_KEY);
            assertThat(ask(right, method, path).status()).isNotIn(401, 403);
        }
    }

    @Test
    void healthAndMetricsAskForNoKey() throws Exception {
        try (var gateway = RunningGateway.startWhole(WITH_KEY)) {
            var nobody = Operator.of(gateway);

            assertThat(nobody.get("/health/live").status()).isEqualTo(200);
            assertThat(nobody.get("/health/ready").status()).isEqualTo(200);
            assertThat(nobody.get("/metrics").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/admin/v1/policy",
        "//admin/v1/policy",
        "/%61dmin/v1/policy",
        "/admin/../admin/v1/policy",
        "/Admin/v1/policy"
    })
    void noWayOfWritingThePathGetsAroundTheKey(String path) throws Exception {
        try (var gateway = RunningGateway.startWhole(WITH_KEY);
                var raw = new RawClient(address(gateway))) {
            var reply = raw.request("GET " + path, new byte[0]).reply();

            assertThat(reply.status()).isIn(401, 404);
            assertThat(reply.body()).doesNotContain("providers");
        }
    }

    @Test
    void theKeyStaysWhereAPolicyThatWasPostedDropsIt() throws Exception {
        try (var gateway = RunningGateway.startWhole(WITH_KEY)) {
            var operator = new Operator(gateway, RunningGateway.UPSTREAM_KEY);

            assertThat(operator.policy("", RunningGateway.HEAD + REST).status()).isEqualTo(200);

            assertThat(Operator.of(gateway).get("/admin/v1/policy").status()).isEqualTo(401);
            assertThat(operator.get("/admin/v1/policy")
                            .json()
                            .path("restart_needed")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void aReachableListenerWithoutAKeyServesHealthOnlyAndSaysWhatToSet() throws Exception {
        try (var gateway = RunningGateway.startWhole(OPEN_TO_ALL + REST)) {
            var operator = Operator.of(gateway);

            var answer = operator.get("/admin/v1/policy");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).contains("server.admin_key");
            assertThat(operator.get("/health/ready").status()).isEqualTo(200);
            assertThat(operator.get("/metrics").status()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:9090, 200",
        "127.0.0.1, 200",
        "[::1]:9090, 200",
        "evil.example, 403",
        "evil.example:9090, 403",
        "127.0.0.1.evil.example, 403",
        "localhost.evil.example:80, 403",
        "127.0.0.1:80@evil.example, 403",
    })
    void aNameThatAWebPageMadeUpIsNoNameOfThisMachine(String host, int status) throws Exception {
        try (var gateway = RunningGateway.start(REST);
                var raw = new RawClient(address(gateway))) {
            assertThat(send(raw, "GET /admin/v1/policy", host, "", "").status()).isEqualTo(status);
        }
    }

    @Test
    void noWebPageChangesAnything() throws Exception {
        try (var gateway = RunningGateway.start(REST)) {
            String own = "127.0.0.1:" + address(gateway).getPort();

            assertThat(write(gateway, own, "origin: https://evil.example\r\n")).isEqualTo(403);
            assertThat(write(gateway, own, "origin: null\r\n")).isEqualTo(403);
            assertThat(write(gateway, own, "origin: http://localhost:3000\r\n")).isEqualTo(403);
            assertThat(write(gateway, own, "origin: http://" + own + "\r\n")).isEqualTo(400);
            assertThat(write(gateway, own, "")).isEqualTo(400);
        }
    }

    @Test
    void aRefusedBodyIsNotReadAndItsConnectionEnds() throws Exception {
        try (var gateway = RunningGateway.startWhole(WITH_KEY);
                var raw = new RawClient(address(gateway))) {
            raw.send("POST /admin/v1/policy HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/yaml\r\n"
                    + "content-length: 1000000\r\n\r\nmodels");

            assertThat(raw.reply().status()).isEqualTo(401);
            assertThat(raw.closedByServer()).isTrue();
        }
    }

    private static Operator.Answer ask(Operator operator, String method, String path) throws Exception {
        return method.equals("GET") ? operator.get(path) : operator.post(path, "{}");
    }

    private static int write(RunningGateway gateway, String host, String origin) throws Exception {
        try (var raw = new RawClient(address(gateway))) {
            return send(raw, "POST /admin/v1/policy/rollback", host, origin, "{}")
                    .status();
        }
    }

    private static RawClient.Reply send(RawClient raw, String line, String host, String more, String body)
            throws Exception {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        raw.send(line + " HTTP/1.1\r\nhost: " + host + "\r\n" + more
                + (body.isEmpty() ? "" : "content-type: application/json\r\ncontent-length: " + bytes.length + "\r\n")
                + "\r\n" + body);
        return raw.reply();
    }

    private static InetSocketAddress address(RunningGateway gateway) {
        return new InetSocketAddress(
                InetAddress.getLoopbackAddress(),
                gateway.server().adminAddress().getPort());
    }
}
