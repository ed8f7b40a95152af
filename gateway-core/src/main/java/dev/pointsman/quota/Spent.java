package dev.pointsman.quota;

/**
 * What one subject of one limit has spent in one slice of the limit's window.
 *
 * @param limit {@link Limit#hash}
 * @param subject {@link LocalQuota#subjectHash}
 * @param period number of the slice: the day on which a period of the calendar begins, or the moment in lengths of a slice
 * @param endMillis when it counts no more, Unix time
 * @param nanos nano-dollars
 */
public record Spent(long limit, long subject, long period, long endMillis, long nanos) {}
