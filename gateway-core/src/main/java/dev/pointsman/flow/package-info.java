/** The way of one request, filter by filter. */
@NullMarked
package dev.pointsman.flow;

import org.jspecify.annotations.NullMarked;
