/** Models ordered by weighted criteria; bounds that shut some out. */
@NullMarked
package dev.pointsman.routing.score;

import org.jspecify.annotations.NullMarked;
