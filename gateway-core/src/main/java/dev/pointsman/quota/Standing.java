package dev.pointsman.quota;

/**
 * How it stands with a limit.
 *
 * @param most the limit
 * @param left of it, 0 or more
 * @param resetNanos until all of it is left, if nothing more comes
 */
public record Standing(long most, long left, long resetNanos) {}
