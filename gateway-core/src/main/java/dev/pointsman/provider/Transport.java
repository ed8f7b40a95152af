package dev.pointsman.provider;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.Headers;
import java.util.concurrent.ScheduledExecutorService;

/** Carries one request to one deployment. The only way out of the gateway. */
public interface Transport {
    /** Starts a call; the listener is called on {@code loop} only, never before this method has returned. */
    Call send(UpstreamRequest request, Listener listener, ScheduledExecutorService loop);

    /** A call under way. All methods are called on its loop, and do nothing once it has ended. */
    interface Call {
        /** Ends the call at once and drops its connection; the listener hears nothing more. */
        void cancel();

        /** Stops reading from the provider (a few reads already under way may still come). */
        void pause();

        void resume();
    }

    /** Hears {@code head data* (end | failed)}; {@code failed} may also come first. Arrays belong to the listener. */
    interface Listener {
        void head(int status, Headers headers);

        void data(byte[] bytes);

        /** The body is whole, by its framing. */
        void end();

        /** {@link dev.pointsman.api.ErrorKind#UPSTREAM_CONNECT} before a connection stood, {@code UPSTREAM_ERROR} or {@code UPSTREAM_TIMEOUT} after. */
        void failed(GatewayException error);
    }
}
