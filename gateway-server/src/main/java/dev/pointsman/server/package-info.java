/** The composition root: builds everything, owns start and stop. */
@NullMarked
package dev.pointsman.server;

import org.jspecify.annotations.NullMarked;
