package dev.pointsman.upstream;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.dialect.ClientDialect;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.Transport;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.provider.keys.KeyRing;
import dev.pointsman.upstream.Destinations.Destination;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * One call to one deployment, from its sending to its end. Confined to its loop.
 *
 * <pre>
 * WAITING ── 2xx ──▶ ANSWERING ──▶ DONE     the decoder said that the answer is whole, or broken
 *    │                  └──▶ WAITING        the decoder has more to ask
 *    └───── other ─▶ REFUSING ──▶ DONE      the body was read as far as it counts, and says why
 * any ── failed, timed out, abandoned ──▶ DONE
 * </pre>
 *
 * It leaves for {@code DONE} once, with one verdict to the deployment's health and one record. After that it hears the transport only to
 * see the connection free: the end of the body may come after the end of the answer.
 */
final class Attempt implements Transport.Listener {
    private enum Phase {
        WAITING,
        ANSWERING,
        REFUSING,
        DONE
    }

    private static final int REFUSAL_BYTES = 64 * 1024;
    /** What may follow the end of an answer before its connection is dropped: line feeds, a comment. */
    private static final int TRAILING_BYTES = 4 * 1024;
    /** So much of an answer may be held back without being counted. */
    private static final int UNCOUNTED_BYTES = 64 * 1024;
    /** What is held is joined in one array before it goes on. */
    private static final int TIMES = 2;

    private final Execution execution;
    private final Destination destination;
    private final String model;
    private final KeyRing.Turn key;
    /** How often this deployment was called with another key before, for the same request. */
    private final int keyChanges;

    private final HeldReply reply;
    private final long sentNanos;
    private final long firstLimitNanos;
    private Phase phase = Phase.WAITING;
    private Transport.@Nullable Call call;
    private @Nullable ReplyDecoder decoder;
    private @Nullable ScheduledExecutorService loop;
    private @Nullable ByteArrayOutputStream refusal;
    private Reply heard;
    private List<String> dropped = List.of();
    private Headers headers = Headers.NONE;
    private @Nullable String requestId;
    private List<String> extra = List.of();
    private int status;
    private long firstByteNanos = -1;
    private long firstOutputNanos = -1;
    private long heardNanos;
    private boolean paused;
    private boolean bodyEnded;
    private int trailingBytes;
    /** Come since a piece went on to the client. */
    private long heldBytes;
    /** Of these, what the budget of all bodies knows of. */
    private long countedBytes;

    Attempt(Execution execution, Destination destination, String model, int keyChanges) {
        this.execution = execution;
        this.destination = destination;
        this.model = model;
        this.keyChanges = keyChanges;
        this.reply = new HeldReply(this);
        this.heard = reply;
        this.sentNanos = execution.now();
        this.key = destination.keys().turn(sentNanos);
        this.heardNanos = sentNanos;
        this.firstLimitNanos = execution.firstOutputLimit().toNanos();
    }

    /** Throws {@link GatewayException} where this provider cannot be asked that; then nothing was sent. */
    void send(ApiRequest request, ScheduledExecutorService loop) {
        ClientDialect dialect = execution.serving().dialect(request.endpoint(), destination.id());
        ApiRequest asked;
        if (dialect != null) {
            ClientDialect.Translation translation = execution.translated(dialect);
            asked = translation.chat();
            dropped = translation.dropped();
            heard = dialect.reply(request, reply);
        } else {
            asked = execution.serving().untranslated(request);
        }
        UpstreamRequest encoded = key.adapter().encode(asked, destination.deployment());
        dropped = Serving.union(dropped, encoded.dropped());
        decoder = key.adapter().decoder(asked, destination.deployment());
        this.loop = loop;
        extra = execution.callHeaders();
        call = destination.transport().send(encoded.with(extra), this, loop);
        execution.observer().sent(destination.id());
    }

    @Override
    public void head(int first, Headers firstHeaders) {
        if (phase != Phase.WAITING || decoder == null) {
            return;
        }
        status = first;
        headers = firstHeaders;
        requestId = AttemptRecord.requestIdIn(firstHeaders);
        execution.observer().head(firstHeaders);
        heardNanos = execution.now();
        firstByteNanos = firstByteNanos < 0 ? heardNanos : firstByteNanos;
        if (first / 100 != 2) {
            phase = Phase.REFUSING;
            refusal = new ByteArrayOutputStream(512);
            return;
        }
        phase = Phase.ANSWERING;
        try {
            decoder.head(first, firstHeaders, heard);
        } catch (RuntimeException thrown) {
            fail(thrown);
        }
    }

    @Override
    public void data(byte[] bytes) {
        switch (phase) {
            case WAITING -> {}
            case ANSWERING -> answer(bytes);
            case REFUSING -> refuse(bytes);
            case DONE -> trailing(bytes.length);
        }
    }

    @Override
    public void end() {
        bodyEnded = true;
        switch (phase) {
            case WAITING, DONE -> {}
            case ANSWERING -> answerEnded();
            case REFUSING -> fail(refusal());
        }
        if (bodyEnded) {
            execution.bodyEnded(this);
        }
    }

    @Override
    public void failed(GatewayException error) {
        bodyEnded = true;
        switch (phase) {
            case WAITING, ANSWERING -> fail(error);
            case REFUSING -> fail(refusal());
            case DONE -> {}
        }
        execution.bodyEnded(this);
    }

    private void answer(byte[] bytes) {
        heardNanos = execution.now();
        heldBytes += bytes.length;
        if (heldBytes > UNCOUNTED_BYTES && !counted()) {
            return;
        }
        try {
            decoder().data(bytes, heard);
        } catch (RuntimeException thrown) {
            fail(thrown);
        }
        if (phase == Phase.ANSWERING
                && !paused
                && reply.started()
                && !execution.sink().writable()) {
            paused = true;
            call().pause();
            execution.sink().whenWritable(this::resume);
        }
    }

    /**
     * Whether there is memory for what is held; where there is none the attempt has failed. The provider is to blame only for what would not
     * fit if it were alone: such a reply may be endless, and another deployment may have a proper one.
     */
    private boolean counted() {
        long more = heldBytes * TIMES - countedBytes;
        if (heldBytes * TIMES > execution.memory().limit()) {
            fail(new GatewayException(
                    ErrorKind.UPSTREAM_ERROR, deploymentId() + ": a reply that is too large to be held at all"));
            return false;
        }
        if (execution.memory().tryReserve(more)) {
            countedBytes += more;
            return true;
        }
        fail(new GatewayException(ErrorKind.OVERLOADED, "no memory is left for a reply of this size; try again shortly")
                .withRetryAfter(Duration.ofSeconds(1)));
        return false;
    }

    /** A piece has gone on to the client: what the decoder still holds is less than one read brings. */
    void passedOn() {
        heldBytes = 0;
        if (countedBytes > 0) {
            execution.memory().release(countedBytes);
            countedBytes = 0;
        }
    }

    private void done() {
        phase = Phase.DONE;
        passedOn();
    }

    private void resume() {
        if (phase == Phase.ANSWERING && paused) {
            paused = false;
            heardNanos = execution.now();
            call().resume();
        }
    }

    private void answerEnded() {
        try {
            decoder().end(heard);
            if (phase == Phase.ANSWERING && askedOn()) {
                return;
            }
        } catch (RuntimeException thrown) {
            fail(thrown);
        }
        if (phase == Phase.ANSWERING) {
            fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, destination.id() + ": the reply ended too early"));
        }
    }

    /** Whether the answer needs a further call, which then has been made. */
    private boolean askedOn() {
        UpstreamRequest more = decoder().next();
        if (more == null) {
            return false;
        }
        phase = Phase.WAITING;
        bodyEnded = false;
        call = destination.transport().send(more.with(extra), this, present(loop));
        return true;
    }

    private void refuse(byte[] bytes) {
        ByteArrayOutputStream body = refusal;
        if (body == null) {
            throw new IllegalStateException("a refusal without a body to keep it");
        }
        body.write(bytes, 0, Math.min(bytes.length, REFUSAL_BYTES - body.size()));
        if (body.size() == REFUSAL_BYTES) {
            fail(refusal());
        }
    }

    private GatewayException refusal() {
        byte[] body = refusal == null ? new byte[0] : refusal.toByteArray();
        try {
            return key.adapter().failure(status, headers, body);
        } catch (GatewayException thrown) {
            return thrown;
        } catch (RuntimeException defect) {
            return execution.defect(defect);
        }
    }

    private void trailing(int bytes) {
        trailingBytes += bytes;
        if (trailingBytes > TRAILING_BYTES) {
            drop();
            bodyEnded = true;
            execution.bodyEnded(this);
        }
    }

    private void fail(RuntimeException thrown) {
        fail(thrown instanceof GatewayException known ? known : execution.defect(thrown));
    }

    /** The call is over without its whole answer. Before its first output another may be tried; after it the reply breaks off. */
    void fail(GatewayException error) {
        if (phase == Phase.DONE) {
            return;
        }
        done();
        call().cancel();
        DeploymentHealth health = destination.health();
        if (keyAloneFailed(error)) {
            health.released();
            record(error.kind(), error.text(), true);
            execution.keyFailed(destination, error, keyChanges + 1);
            return;
        }
        if (error.retryAfter() != null && error.kind().mayRetry()) {
            health.coolDown(untilAKeyIsFree(error.retryAfter()));
        }
        if (error.kind().tripsBreaker()) {
            health.failed(execution.now() - sentNanos, error);
        } else {
            health.released();
        }
        record(error.kind(), error.text(), false);
        if (reply.started()) {
            execution.brokeOff(error);
        } else {
            execution.failed(destination, error);
        }
    }

    /** Whether it is the key's fault, and another one can be tried for the same request. */
    private boolean keyAloneFailed(GatewayException error) {
        return destination.keys().failed(key, status, error, execution.now())
                && keyChanges + 1 < destination.keys().size()
                && !reply.started();
    }

    /** What the provider asked to wait, or less where another key is free before. */
    private Duration untilAKeyIsFree(Duration asked) {
        long freeInNanos = destination.keys().freeInNanos(execution.now());
        return freeInNanos == 0 || asked.toNanos() < freeInNanos ? asked : Duration.ofNanos(freeInNanos);
    }

    /** The answer is whole, and has gone to the client. */
    void complete() {
        if (phase == Phase.DONE) {
            return;
        }
        done();
        destination.health().succeeded(execution.streamed() ? firstOutputNanos - sentNanos : 0);
        record(null, null, false);
        execution.completed();
    }

    /** Nobody wants its answer any more, for a reason that is not the provider's. */
    void abandon(GatewayException why) {
        if (phase == Phase.DONE) {
            return;
        }
        done();
        call().cancel();
        destination.health().released();
        record(why.kind(), why.text(), false);
    }

    /** Nothing of it may reach the client any more. */
    boolean over() {
        return phase == Phase.DONE;
    }

    /** The reply's first output is about to go to the client. */
    void firstOutput() {
        firstOutputNanos = execution.now();
        execution.answering(model, destination, dropped, requestId);
    }

    /** The answer is whole, but its body has not ended yet: the connection is not free. */
    boolean lingers() {
        return !bodyEnded;
    }

    /** Gives up waiting for the end of the body. */
    void drop() {
        call().cancel();
    }

    /** When the silence will have lasted too long, if nothing comes. */
    long dueNanos(long now) {
        if (firstOutputNanos < 0) {
            return sentNanos + firstLimitNanos;
        }
        long idle = execution.timeouts().idle().toNanos();
        return (paused ? now : heardNanos) + idle;
    }

    GatewayException silence() {
        boolean before = firstOutputNanos < 0;
        long millis = before
                ? firstLimitNanos / 1_000_000
                : execution.timeouts().idle().toMillis();
        String what = before ? ": no output within " : ": the answer stopped for ";
        return new GatewayException(ErrorKind.UPSTREAM_TIMEOUT, destination.id() + what + millis + " ms");
    }

    Execution execution() {
        return execution;
    }

    String deploymentId() {
        return destination.id();
    }

    private void record(@Nullable ErrorKind error, @Nullable String message, boolean keyOnly) {
        long origin = execution.startNanos();
        execution.ended(new AttemptRecord(
                model,
                destination.id(),
                sentNanos - origin,
                firstByteNanos < 0 ? -1 : firstByteNanos - origin,
                firstOutputNanos < 0 ? -1 : firstOutputNanos - origin,
                execution.now() - origin,
                status,
                error,
                message,
                keyOnly,
                requestId));
    }

    private Transport.Call call() {
        return present(call);
    }

    private ReplyDecoder decoder() {
        return present(decoder);
    }

    private static <T> T present(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("an attempt was heard before it was sent");
        }
        return part;
    }
}
