/** Virtual keys and who they stand for. */
@NullMarked
package dev.pointsman.access;

import org.jspecify.annotations.NullMarked;
