package dev.pointsman.e2e.peers;

import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many clients that ask for streams, each on one connection, one after the other, for as long as something else goes on. */
public final class StreamLoad implements AutoCloseable {
    /**
     * What came of it.
     *
     * @param failures what was wrong with replies, at most one for each client
     */
    public record Outcome(long requests, List<String> failures) {
        public Outcome {
            failures = List.copyOf(failures);
        }
    }

    private final List<RawClient> clients = new ArrayList<>();
    private final ExecutorService threads;
    private final String path;
    private final String body;
    private final String expectedEnd;
    private volatile boolean going;

    /**
     * Connects all clients.
     *
     * @param expectedEnd what every reply must end with
     */
    public StreamLoad(RunningGateway gateway, int count, String body, String expectedEnd) throws IOException {
        this.threads = Executors.newFixedThreadPool(count, run -> {
            var thread = new Thread(null, run, "stream-load", 256 * 1024);
            thread.setDaemon(true);
            return thread;
        });
        this.path = "/v1/chat/completions";
        this.body = body;
        this.expectedEnd = expectedEnd;
        for (int i = 0; i < count; i++) {
            clients.add(gateway.raw());
        }
    }

    /** All clients ask, again and again, until the work is done; each asks at least once. */
    public Outcome during(Runnable work) throws InterruptedException, ExecutionException {
        going = true;
        var runs = new ArrayList<Future<Outcome>>();
        for (RawClient client : clients) {
            runs.add(threads.submit(() -> ask(client)));
        }
        try {
            work.run();
        } finally {
            going = false;
        }
        long requests = 0;
        var failures = new ArrayList<String>();
        for (Future<Outcome> run : runs) {
            requests += run.get().requests();
            failures.addAll(run.get().failures());
        }
        return new Outcome(requests, failures);
    }

    @Override
    public void close() throws IOException {
        threads.shutdownNow();
        for (RawClient client : clients) {
            client.close();
        }
    }

    private Outcome ask(RawClient client) throws IOException {
        long requests = 0;
        do {
            RawClient.Reply reply = client.post(path, body).reply();
            requests++;
            if (reply.status() != 200 || !reply.whole() || !reply.body().endsWith(expectedEnd)) {
                return new Outcome(requests, List.of(reply.toString()));
            }
        } while (going);
        return new Outcome(requests, List.of());
    }
}
