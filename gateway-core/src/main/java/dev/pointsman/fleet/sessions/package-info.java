/** What gateways of a fleet remember of conversations together. */
@NullMarked
package dev.pointsman.fleet.sessions;

import org.jspecify.annotations.NullMarked;
