/** How good what was fitted is: confusions, calibration, reports. */
@NullMarked
package dev.pointsman.training.evaluate;

import org.jspecify.annotations.NullMarked;
