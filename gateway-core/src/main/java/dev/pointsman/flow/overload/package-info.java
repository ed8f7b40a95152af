/** The step of a request that waits for a place at its model, and gives it back. */
@NullMarked
package dev.pointsman.flow.overload;

import org.jspecify.annotations.NullMarked;
