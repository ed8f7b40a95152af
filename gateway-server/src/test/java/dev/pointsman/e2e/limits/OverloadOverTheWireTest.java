package dev.pointsman.e2e.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A provider that takes its time, two places at it, and more clients than that, over several loops. */
class OverloadOverTheWireTest {
    private static final String ASK = "{\"model\":\"small\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String OVERLOAD = """
            overload: { each_model: { max_concurrent: 2, adaptive: false, queue: { size: 10, max_wait: 5m } } }
            """;

    private final CountDownLatch answers = new CountDownLatch(1);
    private final AtomicInteger underWay = new AtomicInteger();
    private final AtomicInteger mostUnderWay = new AtomicInteger();
    private final List<RawClient> clients = new ArrayList<>();
    private final ScriptedUpstream upstream = ScriptedUpstream.playing((request, reply) -> {
        mostUnderWay.accumulateAndGet(underWay.incrementAndGet(), Math::max);
        reply.await(answers);
        underWay.decrementAndGet();
        reply.json(200, Replies.chat("hello"));
    });
    private final RunningGateway gateway =
            RunningGateway.startWhole(RunningGateway.HEAD.replace("access_log: off", "access_log: off, threads: 4")
                    + RunningGateway.oneModel(upstream.url())
                    + OVERLOAD);

    @AfterEach
    void stop() throws IOException {
        answers.countDown();
        for (RawClient client : clients) {
            client.close();
        }
        gateway.close();
        upstream.close();
    }

    @Test
    void whatIsTooMuchWaitsOrIsRefusedAtOnceAndEveryPlaceComesBack() throws IOException {
        ask();
        ask();
        await().until(() -> upstream.requests() == 2);
        for (int i = 0; i < 9; i++) {
            ask();
        }
        await().until(() -> figure("waiting") == 9);

        RawClient.Reply refused = ask().reply();

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isEqualTo("1");
        assertThat(refused.body()).contains("\"code\":\"overloaded\"").contains("\"type\":\"api_error\"");
        assertThat(upstream.requests()).isEqualTo(2);

        clients.remove(10).close();
        await().until(() -> figure("waiting") == 8);
        clients.remove(10).close();
        answers.countDown();
        for (RawClient client : clients) {
            RawClient.Reply reply = client.reply();
            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.body()).contains("hello");
        }
        assertThat(mostUnderWay.get()).isEqualTo(2);
        await().until(() -> figure("active") == 0 && figure("waiting") == 0);
    }

    @Test
    void clientsThatLeaveInTheMiddleGiveTheirPlacesToThoseThatWait() throws IOException {
        ask();
        ask();
        await().until(() -> upstream.requests() == 2);
        ask();
        ask();
        await().until(() -> figure("waiting") == 2);

        clients.remove(0).close();
        clients.remove(0).close();

        await().until(() -> upstream.requests() == 4 && figure("waiting") == 0);
        answers.countDown();
        for (RawClient client : clients) {
            assertThat(client.reply().status()).isEqualTo(200);
        }
    }

    private RawClient ask() throws IOException {
        RawClient client = gateway.raw().post("/v1/chat/completions", ASK);
        clients.add(client);
        return client;
    }

    private double figure(String name) throws IOException, InterruptedException {
        String line = "pointsman_overload_" + name + "{model=\"small\"} ";
        String scrape = gateway.get(gateway.adminUrl() + "/metrics").body();
        int at = scrape.indexOf(line);
        return at < 0
                ? -1
                : Double.parseDouble(scrape.substring(at + line.length()).split("\n", 2)[0]);
    }
}
