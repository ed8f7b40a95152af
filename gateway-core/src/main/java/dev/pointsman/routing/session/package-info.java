/** Keeps a conversation on its model while that pays. */
@NullMarked
package dev.pointsman.routing.session;

import org.jspecify.annotations.NullMarked;
