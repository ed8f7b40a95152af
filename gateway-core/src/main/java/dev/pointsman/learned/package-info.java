/** Texts as numbers, for all that is learned from examples. Pure. */
@NullMarked
package dev.pointsman.learned;

import org.jspecify.annotations.NullMarked;
