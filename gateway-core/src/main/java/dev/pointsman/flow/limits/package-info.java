/** Limits on the way of a request: what it is counted as, what its calls may cost at most, and what becomes of it beyond a limit. */
@NullMarked
package dev.pointsman.flow.limits;

import org.jspecify.annotations.NullMarked;
