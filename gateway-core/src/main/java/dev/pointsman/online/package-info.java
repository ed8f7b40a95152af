/** What ratings teach while the gateway runs: for each model and task how much better or worse it is than believed, and how sure that is. */
@NullMarked
package dev.pointsman.online;

import org.jspecify.annotations.NullMarked;
