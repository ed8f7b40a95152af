/** Facts about a prompt that rules can ask for. */
@NullMarked
package dev.pointsman.signal;

import org.jspecify.annotations.NullMarked;
