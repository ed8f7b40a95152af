/** From nothing to a gateway that serves: a first policy, what is wrong with it, a first talk. */
@NullMarked
package dev.pointsman.cli.setup;

import org.jspecify.annotations.NullMarked;
