/** Pure decisions: which models may answer, best first, and why. */
@NullMarked
package dev.pointsman.routing;

import org.jspecify.annotations.NullMarked;
