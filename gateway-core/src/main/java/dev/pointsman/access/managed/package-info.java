/** Virtual keys that are made, changed and ended while the gateway runs. */
@NullMarked
package dev.pointsman.access.managed;

import org.jspecify.annotations.NullMarked;
