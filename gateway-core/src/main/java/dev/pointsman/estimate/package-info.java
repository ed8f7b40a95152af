/** Trained routers in the chain: what each score's file says of a prompt. */
@NullMarked
package dev.pointsman.estimate;

import org.jspecify.annotations.NullMarked;
