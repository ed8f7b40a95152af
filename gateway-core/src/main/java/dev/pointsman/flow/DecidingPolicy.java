package dev.pointsman.flow;

import dev.pointsman.recorded.Watched;

/**
 * The policy that decides about an exchange, as its record names it.
 *
 * @param digest of the policy, its first 12 hex digits
 * @param watched what of a request that policy looks at, and so what is recorded
 */
public record DecidingPolicy(String digest, Watched watched) {}
