/** Every meter name and tag. */
@NullMarked
package dev.pointsman.telemetry;

import org.jspecify.annotations.NullMarked;
