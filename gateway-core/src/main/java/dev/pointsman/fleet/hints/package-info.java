/** Which deployments other gateways of the fleet leave alone. */
@NullMarked
package dev.pointsman.fleet.hints;

import org.jspecify.annotations.NullMarked;
