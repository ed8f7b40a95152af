/** Recorded decisions made again, and what would have changed them. Off the path of requests. */
@NullMarked
package dev.pointsman.explain;

import org.jspecify.annotations.NullMarked;
