/** Routers fitted to outcomes: seeded, so that the same outcomes give the same bytes. */
@NullMarked
package dev.pointsman.training.routers;

import org.jspecify.annotations.NullMarked;
