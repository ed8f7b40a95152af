/** What the policy says of traces and metrics that are sent to a collector. */
@org.jspecify.annotations.NullMarked
package dev.pointsman.tracing.settings;
