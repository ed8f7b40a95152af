package dev.pointsman.quota;

/**
 * One limit that something falls under.
 *
 * @param subject as which it is counted there
 * @param rates counts as a request, with its tokens, and as under way
 * @param spend counts as spending
 * @param forced counts, and is never refused
 */
public record Claim(Limit limit, String subject, boolean rates, boolean spend, boolean forced) {}
