package dev.pointsman.api;

import org.jspecify.annotations.Nullable;

/** One pass over a request body: what routing needs, and where the top-level fields stand. */
record RequestScan(RequestFacts facts, JsonFields fields) {
    static RequestScan json(Endpoint endpoint, byte[] body) {
        return new RequestScan(RequestFacts.NONE, JsonFields.NONE);
    }

    static RequestScan multipart(@Nullable String contentType, byte[] body) {
        return new RequestScan(RequestFacts.NONE, JsonFields.NONE);
    }
}
