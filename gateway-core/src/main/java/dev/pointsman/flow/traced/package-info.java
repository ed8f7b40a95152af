/** The filter that makes a request a part of a trace. */
@org.jspecify.annotations.NullMarked
package dev.pointsman.flow.traced;
