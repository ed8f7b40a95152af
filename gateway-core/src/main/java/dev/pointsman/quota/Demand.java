package dev.pointsman.quota;

import java.util.List;

/**
 * What is to be let through by all of some limits, or by none.
 *
 * @param tokens expected at most
 * @param costNanos expected at most, nano-dollars; {@value #UNKNOWN_COST} where the price is not known; 0 asks whether anything is left
 */
public record Demand(List<Claim> claims, long tokens, long costNanos) {
    /** Of a call whose price is not known. */
    public static final long UNKNOWN_COST = -1;
}
