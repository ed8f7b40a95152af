package dev.pointsman.server.transport;

/** What a call goes over: a whole HTTP/1.1 connection or one stream of HTTP/2. Confined to its loop. */
interface Carrier {
    /** Ends the exchange at once; the call hears nothing more. */
    void drop();

    /** Whether to read on from the provider. */
    void reading(boolean on);
}
