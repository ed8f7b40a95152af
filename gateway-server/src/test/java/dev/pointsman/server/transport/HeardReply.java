package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.Transport;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A listener that keeps what it hears, and holds its caller to the order {@code head data* (end | failed)}. */
final class HeardReply implements Transport.Listener {
    private static final int WAIT_SECONDS = 20;

    private final CountDownLatch head = new CountDownLatch(1);
    private final CountDownLatch data = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    final AtomicInteger arrays = new AtomicInteger();
    volatile int status;
    volatile Headers headers = Headers.NONE;
    volatile @Nullable GatewayException error;
    volatile Transport.@Nullable Call call;
    volatile @Nullable String lawBroken;
    /** Runs on the loop at the first array. */
    Runnable onFirstData = () -> {};
    /** Runs on the loop at the end. */
    Runnable onEnd = () -> {};

    @Override
    public void head(int code, Headers given) {
        check(status == 0 && end.getCount() > 0, "a head at the wrong place");
        status = code;
        headers = given;
        head.countDown();
    }

    @Override
    public void data(byte[] bytes) {
        check(status != 0 && end.getCount() > 0 && bytes.length > 0, "data at the wrong place");
        body.writeBytes(bytes);
        if (arrays.incrementAndGet() == 1) {
            onFirstData.run();
        }
        data.countDown();
    }

    @Override
    public void end() {
        check(status != 0 && end.getCount() > 0, "an end at the wrong place");
        onEnd.run();
        end.countDown();
    }

    @Override
    public void failed(GatewayException problem) {
        check(end.getCount() > 0, "a failure after the end");
        error = problem;
        onEnd.run();
        end.countDown();
    }

    private void check(boolean right, String law) {
        if (!right) {
            lawBroken = law;
        }
    }

    HeardReply awaitData() throws InterruptedException {
        assertThat(data.await(WAIT_SECONDS, TimeUnit.SECONDS)).as("data").isTrue();
        return this;
    }

    HeardReply awaitHead() throws InterruptedException {
        assertThat(head.await(WAIT_SECONDS, TimeUnit.SECONDS)).as("a head").isTrue();
        return this;
    }

    HeardReply awaitEnd() throws InterruptedException {
        assertThat(end.await(WAIT_SECONDS, TimeUnit.SECONDS)).as("an end").isTrue();
        assertThat(lawBroken).isNull();
        return this;
    }

    boolean ended() {
        return end.getCount() == 0;
    }

    String body() {
        return body.toString(StandardCharsets.ISO_8859_1);
    }

    int bodyBytes() {
        return body.size();
    }
}
