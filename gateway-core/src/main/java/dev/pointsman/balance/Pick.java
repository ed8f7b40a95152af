package dev.pointsman.balance;

import dev.pointsman.api.ApiRequest;

/**
 * What a balancer may look at of the request it orders deployments for. A view: nothing is read before it is asked for.
 *
 * @param draw the exchange's random number in [0, 1)
 */
public record Pick(ApiRequest request, double draw) {
    /**
     * Tokens of a reply where nothing is known: about the mean of chats (215 in LMSYS-Chat-1M, Zheng and others 2023, table 1).
     */
    static final int REPLY_TOKENS = 200;

    boolean stream() {
        return request.facts().stream();
    }

    /** Expected tokens of the reply. */
    int replyTokens() {
        int most = request.facts().maxOutputTokens();
        return most < 0 ? REPLY_TOKENS : Math.min(most, REPLY_TOKENS);
    }
}
