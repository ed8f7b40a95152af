/** A ledger decided again by another policy: what would change, without calling anybody. */
@NullMarked
package dev.pointsman.replay;

import org.jspecify.annotations.NullMarked;
