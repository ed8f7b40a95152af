/** Decisions as they are kept: what each was made of, what came of it, as JSON and back. */
@NullMarked
package dev.pointsman.recorded;

import org.jspecify.annotations.NullMarked;
