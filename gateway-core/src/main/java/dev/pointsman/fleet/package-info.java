/** Several gateways on one shared store: limits that hold for all of them together, and what becomes of them while the store is away. */
@NullMarked
package dev.pointsman.fleet;

import org.jspecify.annotations.NullMarked;
