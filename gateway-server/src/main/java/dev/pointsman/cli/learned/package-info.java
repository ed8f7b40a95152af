/** Commands on learned routers: import outcomes, train, evaluate, calibrate. */
@NullMarked
package dev.pointsman.cli.learned;

import org.jspecify.annotations.NullMarked;
