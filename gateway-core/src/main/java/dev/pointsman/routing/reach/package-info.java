/** Which rules of a policy can be reached, told from the text of their conditions alone. */
@NullMarked
package dev.pointsman.routing.reach;

import org.jspecify.annotations.NullMarked;
