package dev.pointsman.server.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AddressBookTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ArrayDeque<Runnable> workers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> answers = new ArrayList<>();
    private long now;
    private boolean reachable = true;
    private byte last = 1;
    private final AddressBook book = new AddressBook(channel.eventLoop(), workers::add, this::lookUp, () -> now);

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        asked.add(host);
        if (!reachable) {
            throw new UnknownHostException(host);
        }
        return new InetAddress[] {InetAddress.getByAddress(new byte[] {10, 0, 0, last})};
    }

    private void find(String host) {
        find(book, host);
    }

    private void find(AddressBook inBook, String host) {
        inBook.find(host, new AddressBook.Answer() {
            @Override
            public void addresses(List<InetAddress> found) {
                answers.add(found.get(0).getHostAddress());
            }

            @Override
            public void unknown(Exception cause) {
                answers.add("unknown");
            }
        });
    }

    private void work() {
        while (!workers.isEmpty()) {
            workers.remove().run();
        }
        channel.runPendingTasks();
    }

    @Test
    void literalsAndLocalhostNeedNoLookup() {
        find("127.0.0.1");
        find("::1");
        find("localhost");

        assertThat(answers).containsExactly("127.0.0.1", "0:0:0:0:0:0:0:1", "127.0.0.1");
        assertThat(workers).isEmpty();
    }

    @Test
    void aNameIsLookedUpOnAWorkerOnceForAllWhoAsk() {
        find("a.test");
        find("a.test");
        assertThat(answers).isEmpty();
        work();
        find("a.test");

        assertThat(answers).containsExactly("10.0.0.1", "10.0.0.1", "10.0.0.1");
        assertThat(asked).containsExactly("a.test");
    }

    @Test
    void anAnswerOfThirtySecondsAgoIsAskedAgain() {
        find("a.test");
        work();
        now += TimeUnit.SECONDS.toNanos(30);
        last = 2;
        find("a.test");
        work();

        assertThat(answers).containsExactly("10.0.0.1", "10.0.0.2");
    }

    @Test
    void anOldAnswerIsBetterThanNone() {
        find("a.test");
        work();
        now += TimeUnit.SECONDS.toNanos(31);
        reachable = false;
        find("a.test");
        work();

        assertThat(answers).containsExactly("10.0.0.1", "10.0.0.1");
    }

    @Test
    void anUnknownNameIsAskedAgainNextTime() {
        reachable = false;
        find("a.test");
        work();
        reachable = true;
        find("a.test");
        work();

        assertThat(answers).containsExactly("unknown", "10.0.0.1");
    }

    @Test
    void tooManyLookupsFailAtOnce() {
        AddressBook busy = new AddressBook(
                channel.eventLoop(),
                work -> {
                    throw new RejectedExecutionException("full");
                },
                this::lookUp,
                () -> now);
        find(busy, "a.test");

        assertThat(answers).containsExactly("unknown");
    }
}
