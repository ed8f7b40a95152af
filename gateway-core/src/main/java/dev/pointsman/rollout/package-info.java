/** A next policy beside the current one: who gets it, how the two compare, when it ends by itself. */
@NullMarked
package dev.pointsman.rollout;

import org.jspecify.annotations.NullMarked;
