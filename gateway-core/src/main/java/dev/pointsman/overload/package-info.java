/** How much may be under way at a time: places of models and of all together, limits that learn, who waits for a place and who is refused. */
@NullMarked
package dev.pointsman.overload;

import org.jspecify.annotations.NullMarked;
