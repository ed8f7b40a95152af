package dev.pointsman.testing;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/**
 * A way out that leads nowhere: it keeps each call for the test to answer by hand, or plays the next of the scripts given by
 * {@link #next}, on the call's loop after {@code send} has returned.
 */
public final class FakeTransport implements Transport {
    private final List<FakeCall> calls = new ArrayList<>();
    private final Deque<Consumer<FakeCall>> scripts = new ArrayDeque<>();

    /** What the next call without a script of its own will get. */
    public FakeTransport next(Consumer<FakeCall> script) {
        scripts.add(script);
        return this;
    }

    /** The next call gets a whole reply. */
    public FakeTransport reply(int status, String body, String... headers) {
        return next(call -> call.head(status, headers).data(body).end());
    }

    /** The next call fails. */
    public FakeTransport refuse(ErrorKind kind) {
        return next(call -> call.fail(kind));
    }

    @Override
    public Call send(UpstreamRequest request, Listener listener, ScheduledExecutorService loop) {
        FakeCall call = new FakeCall(request, listener);
        calls.add(call);
        Consumer<FakeCall> script = scripts.poll();
        if (script != null) {
            loop.execute(() -> script.accept(call));
        }
        return call;
    }

    /** All calls, oldest first. */
    public List<FakeCall> calls() {
        return calls;
    }

    public FakeCall call(int index) {
        return calls.get(index);
    }

    /** Hosts that were called, in order. */
    public List<String> hosts() {
        return calls.stream().map(call -> call.request.target().host()).toList();
    }

    /** One call, answered by the test; once cancelled or ended its listener hears nothing more. */
    public static final class FakeCall implements Call {
        private final UpstreamRequest request;
        private final Listener listener;
        private boolean cancelled;
        private boolean paused;
        private boolean ended;

        FakeCall(UpstreamRequest request, Listener listener) {
            this.request = request;
            this.listener = listener;
        }

        public UpstreamRequest request() {
            return request;
        }

        public FakeCall head(int status, String... headers) {
            if (live()) {
                listener.head(status, Headers.of(headers));
            }
            return this;
        }

        public FakeCall data(String text) {
            if (live()) {
                listener.data(text.getBytes(StandardCharsets.UTF_8));
            }
            return this;
        }

        public FakeCall end() {
            if (live()) {
                ended = true;
                listener.end();
            }
            return this;
        }

        public FakeCall fail(ErrorKind kind) {
            return fail(new GatewayException(kind, "the fake transport failed: " + kind));
        }

        public FakeCall fail(GatewayException error) {
            if (live()) {
                ended = true;
                listener.failed(error);
            }
            return this;
        }

        /** Neither ended nor cancelled. */
        public boolean live() {
            return !cancelled && !ended;
        }

        public boolean cancelled() {
            return cancelled;
        }

        public boolean paused() {
            return paused;
        }

        @Override
        public void cancel() {
            if (!ended) {
                cancelled = true;
            }
        }

        @Override
        public void pause() {
            paused = true;
        }

        @Override
        public void resume() {
            paused = false;
        }
    }
}
