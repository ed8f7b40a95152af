/** Kept replies in a store that several gateways share. */
@NullMarked
package dev.pointsman.fleet.replies;

import org.jspecify.annotations.NullMarked;
