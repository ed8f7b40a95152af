/** What gateways of a fleet know together. */
@NullMarked
package dev.pointsman.sharing;

import org.jspecify.annotations.NullMarked;
