/** One request as a part of a trace, by the W3C's Trace Context: ids, who is above it, which of its calls are below. */
@org.jspecify.annotations.NullMarked
package dev.pointsman.tracing;
