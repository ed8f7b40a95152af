/** Replies that are kept: which requests are the same, where their replies lie, and how long. */
@NullMarked
package dev.pointsman.cache;

import org.jspecify.annotations.NullMarked;
