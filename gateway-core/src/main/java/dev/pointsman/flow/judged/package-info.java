/** A model that marks a share of the replies once they have ended, as clients do by feedback. */
@NullMarked
package dev.pointsman.flow.judged;

import org.jspecify.annotations.NullMarked;
