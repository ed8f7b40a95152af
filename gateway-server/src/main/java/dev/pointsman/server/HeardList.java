package dev.pointsman.server;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.catalog.Deployment;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.Reply;
import dev.pointsman.provider.ReplyDecoder;
import dev.pointsman.provider.Transport;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;

/** Hears one reply that is no stream, has its adapter read it, and keeps what that writes. Confined to one loop. */
final class HeardList implements Transport.Listener {
    private static final int REFUSAL_BYTES = 64 << 10;

    private final ProviderAdapter adapter;
    private final ReplyDecoder decoder;
    private final CompletableFuture<byte[]> whole;
    private final Written written = new Written();
    private final ByteArrayOutputStream refusal = new ByteArrayOutputStream();
    private int status;
    private Headers headers = Headers.NONE;

    /** {@code whole} gets the list in OpenAI's form, or a {@link GatewayException}. */
    HeardList(ProviderAdapter adapter, ApiRequest request, Deployment deployment, CompletableFuture<byte[]> whole) {
        this.adapter = adapter;
        this.decoder = adapter.decoder(request, deployment);
        this.whole = whole;
    }

    @Override
    public void head(int told, Headers some) {
        status = told;
        headers = some;
        if (good()) {
            decoder.head(told, some, written);
        }
    }

    @Override
    public void data(byte[] some) {
        if (whole.isDone()) {
            return;
        }
        if (good()) {
            decoder.data(some, written);
        } else if (refusal.size() < REFUSAL_BYTES) {
            refusal.writeBytes(some);
        }
    }

    @Override
    public void end() {
        if (whole.isDone()) {
            return;
        }
        if (good()) {
            decoder.end(written);
        } else {
            whole.completeExceptionally(adapter.failure(status, headers, refusal.toByteArray()));
        }
    }

    @Override
    public void failed(GatewayException error) {
        whole.completeExceptionally(error);
    }

    private boolean good() {
        return status >= 200 && status < 300;
    }

    /** What the adapter makes of it. */
    private final class Written implements Reply {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

        @Override
        public void start(ReplyHead head) {}

        @Override
        public void preamble(byte[] some) {
            bytes.writeBytes(some);
        }

        @Override
        public void output(byte[] some) {
            bytes.writeBytes(some);
        }

        @Override
        public void usage(Usage usage) {}

        @Override
        public void finish(String reason) {}

        @Override
        public void unknownFinish(String reason) {}

        @Override
        public void end() {
            whole.complete(bytes.toByteArray());
        }

        @Override
        public void fail(GatewayException error) {
            whole.completeExceptionally(error);
        }
    }
}
