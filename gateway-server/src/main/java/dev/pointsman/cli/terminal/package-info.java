/** What commands show on a terminal while they work. */
@NullMarked
package dev.pointsman.cli.terminal;

import org.jspecify.annotations.NullMarked;
