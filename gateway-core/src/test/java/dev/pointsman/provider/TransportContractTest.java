package dev.pointsman.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Transport} promises; a subclass gives one to test. The loop must turn by itself.
 */
public abstract class TransportContractTest {
    private static final int WAIT_SECONDS = 20;

    protected abstract Transport transport();

    protected abstract ScheduledExecutorService loop();

    /** A call that is answered with status 200 and a body of at least one byte. */
    protected abstract UpstreamRequest answered();

    /** A call that cannot succeed. */
    protected abstract UpstreamRequest failing();

    @Test
    void aReplyIsAHeadThenDataThenOneEnd() throws Exception {
        Notes notes = sent(answered(), call -> {});
        notes.awaitEnd();

        assertThat(notes.words).startsWith("head 200", "data").endsWith("end");
        assertThat(notes.words.subList(1, notes.words.size() - 1)).containsOnly("data");
    }

    @Test
    void aFailureComesOnceAndLast() throws Exception {
        Notes notes = sent(failing(), call -> {});
        notes.awaitEnd();

        assertThat(notes.words).filteredOn(word -> word.equals("failed")).hasSize(1);
        assertThat(notes.words).endsWith("failed");
    }

    @Test
    void nothingIsHeardBeforeSendHasReturned() throws Exception {
        Notes answered = sent(answered(), call -> {});
        Notes failed = sent(failing(), call -> {});
        answered.awaitEnd();
        failed.awaitEnd();

        assertThat(answered.early || failed.early).isFalse();
    }

    @Test
    void theListenerIsCalledOnTheLoopOnly() throws Exception {
        Thread loop = onLoop(Thread::currentThread);
        Notes answered = sent(answered(), call -> {});
        Notes failed = sent(failing(), call -> {});
        answered.awaitEnd();
        failed.awaitEnd();

        assertThat(answered.threads).containsOnly(loop);
        assertThat(failed.threads).containsOnly(loop);
    }

    @Test
    void aCancelledCallIsHeardNoMore() throws Exception {
        Notes cancelled = sent(answered(), Transport.Call::cancel);
        sent(answered(), call -> {}).awaitEnd();

        assertThat(cancelled.words).isEmpty();
    }

    @Test
    void callsThatHaveEndedTakeNoOrders() throws Exception {
        Notes notes = sent(answered(), call -> {});
        notes.awaitEnd();
        onLoop(() -> {
            notes.call.pause();
            notes.call.resume();
            notes.call.cancel();
            return true;
        });
        sent(answered(), call -> {}).awaitEnd();

        assertThat(notes.words).endsWith("end");
    }

    @Test
    void aPausedCallGoesOnWhenResumed() throws Exception {
        Notes notes = sent(answered(), Transport.Call::pause);
        onLoop(() -> {
            notes.call.resume();
            return true;
        });
        notes.awaitEnd();

        assertThat(notes.words).endsWith("end");
    }

    private Notes sent(UpstreamRequest request, Consumer<Transport.Call> then) throws Exception {
        return onLoop(() -> {
            Notes notes = new Notes();
            notes.call = transport().send(request, notes, loop());
            notes.returned = true;
            then.accept(notes.call);
            return notes;
        });
    }

    private <T> T onLoop(Callable<T> work) throws Exception {
        return loop().submit(work).get(WAIT_SECONDS, TimeUnit.SECONDS);
    }

    private static final class Notes implements Transport.Listener {
        private final List<String> words = new ArrayList<>();
        private final List<Thread> threads = new ArrayList<>();
        private final CountDownLatch end = new CountDownLatch(1);
        private Transport.Call call;
        private boolean returned;
        private boolean early;

        @Override
        public void head(int status, Headers headers) {
            note("head " + status);
        }

        @Override
        public void data(byte[] bytes) {
            note("data");
        }

        @Override
        public void end() {
            note("end");
            end.countDown();
        }

        @Override
        public void failed(GatewayException error) {
            note("failed");
            end.countDown();
        }

        private void note(String word) {
            words.add(word);
            threads.add(Thread.currentThread());
            early |= !returned;
        }

        void awaitEnd() throws InterruptedException {
            assertThat(end.await(WAIT_SECONDS, TimeUnit.SECONDS)).as("an end").isTrue();
        }
    }
}
