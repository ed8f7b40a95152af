/** The policy's rules: conditions on a request, and what follows from them. */
@NullMarked
package dev.pointsman.routing.rules;

import org.jspecify.annotations.NullMarked;
