/** The step of a request that answers from what is kept, and has identical requests share one call. */
@NullMarked
package dev.pointsman.flow.cached;

import org.jspecify.annotations.NullMarked;
