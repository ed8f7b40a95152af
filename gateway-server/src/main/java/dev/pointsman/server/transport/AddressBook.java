package dev.pointsman.server.transport;

import io.netty.channel.EventLoop;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Addresses of hosts, as one event loop knows them. The system's look-up blocks, so it runs on a worker; its answer is kept for 30 s, and
 * longer where the next look-up fails. Literals and {@code localhost} need none.
 */
final class AddressBook {
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final int MOST_HOSTS = 1024;

    /** The system's look-up; blocks. */
    interface Lookup {
        InetAddress[] addressesOf(String host) throws UnknownHostException;
    }

    /** Hears the answer on the loop. */
    interface Answer {
        void addresses(List<InetAddress> found);

        void unknown(Exception cause);
    }

    private static final class Entry {
        private List<InetAddress> addresses = List.of();
        private long askedNanos;
        private final List<Answer> asking = new ArrayList<>(1);
    }

    private final EventLoop loop;
    private final Executor workers;
    private final Lookup lookup;
    private final LongSupplier nanoTime;
    private final Map<String, Entry> entries = new HashMap<>();

    AddressBook(EventLoop loop, Executor workers, Lookup lookup, LongSupplier nanoTime) {
        this.loop = loop;
        this.workers = workers;
        this.lookup = lookup;
        this.nanoTime = nanoTime;
    }

    /** Answers at once where the address is known, else later; on the loop in any case. */
    void find(String host, Answer answer) {
        List<InetAddress> known = withoutLookup(host);
        if (known != null) {
            answer.addresses(known);
            return;
        }
        Entry entry = entries.get(host);
        if (entry == null) {
            makeRoom();
            entry = new Entry();
            entries.put(host, entry);
        } else if (!entry.addresses.isEmpty() && nanoTime.getAsLong() - entry.askedNanos < FRESH_NANOS) {
            answer.addresses(entry.addresses);
            return;
        }
        entry.asking.add(answer);
        if (entry.asking.size() == 1) {
            ask(host, entry);
        }
    }

    private static @Nullable List<InetAddress> withoutLookup(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return List.of(NetUtil.LOCALHOST4, NetUtil.LOCALHOST6);
        }
        byte[] literal = NetUtil.createByteArrayFromIpAddressString(host);
        if (literal == null) {
            return null;
        }
        try {
            return List.of(InetAddress.getByAddress(literal));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address of " + literal.length + " bytes", e);
        }
    }

    private void makeRoom() {
        if (entries.size() >= MOST_HOSTS) {
            entries.values().removeIf(entry -> entry.asking.isEmpty());
        }
    }

    private void ask(String host, Entry entry) {
        try {
            workers.execute(() -> lookUp(host, entry));
        } catch (RejectedExecutionException e) {
            failed(entry, new UnknownHostException(host + " (too many look-ups are waiting)"));
        }
    }

    /** On a worker. */
    private void lookUp(String host, Entry entry) {
        try {
            List<InetAddress> found = List.of(lookup.addressesOf(host));
            loop.execute(() -> found(entry, found));
        } catch (UnknownHostException | RuntimeException e) {
            if (!loop.isShuttingDown()) {
                loop.execute(() -> failed(entry, e));
            }
        }
    }

    private void found(Entry entry, List<InetAddress> addresses) {
        entry.addresses = addresses;
        entry.askedNanos = nanoTime.getAsLong();
        List<Answer> asking = List.copyOf(entry.asking);
        entry.asking.clear();
        asking.forEach(answer -> answer.addresses(addresses));
    }

    private void failed(Entry entry, Exception cause) {
        if (!entry.addresses.isEmpty()) {
            found(entry, entry.addresses);
            return;
        }
        List<Answer> asking = List.copyOf(entry.asking);
        entry.asking.clear();
        asking.forEach(answer -> answer.unknown(cause));
    }
}
