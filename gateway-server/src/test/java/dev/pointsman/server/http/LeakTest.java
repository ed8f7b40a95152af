package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.head;
import static dev.pointsman.server.http.FrontFixture.post;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LeakTest {
    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();

    @Test
    void noBufferIsLostHoweverAConnectionEnds() throws Exception {
        Logger logger = (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class);
        logger.addAppender(reports);
        reports.start();
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(ResourceLeakDetector.Level.PARANOID);
        try (var front = FrontFixture.echoing();
                var silent = FrontFixture.waiting()) {
            for (int i = 0; i < 40; i++) {
                try (var client = front.connect()) {
                    client.send(post() + post() + "GET /v1/mod").read();
                }
                try (var client = front.connect()) {
                    client.sendAnyhow((head("GET /v1/models HTTP/1.1") + post() + post()).getBytes(ISO_8859_1));
                    client.rest();
                }
                try (var client = silent.connect()) {
                    client.send(post() + post() + post("Transfer-Encoding: chunked"));
                    silent.call();
                }
                try (var client = silent.connect()) {
                    client.send(head("POST /v1/embeddings HTTP/1.1", "Host: a", "Content-Length: 100") + CHAT);
                }
            }
            try (var client = new H2Client(front.address());
                    var left = new H2Client(silent.address())) {
                for (int i = 0; i < 40; i++) {
                    client.post(CHAT).body();
                    var open = client.open(H2Client.head("POST", "/v1/embeddings"), false);
                    open.data("{", false);
                    open.reset();
                    left.post(CHAT);
                }
            }
        }
        collect();
        assertThat(reports.list).isEmpty();
    }

    /** A leak is told when a buffer is made after the lost one was collected. */
    private static void collect() {
        for (int round = 0; round < 5; round++) {
            System.gc();
            var buffers = new ArrayList<ByteBuf>();
            for (int i = 0; i < 200; i++) {
                buffers.add(ByteBufAllocator.DEFAULT.buffer(16));
            }
            buffers.forEach(ByteBuf::release);
        }
    }
}
