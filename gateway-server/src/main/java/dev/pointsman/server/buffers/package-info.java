/** Room for bytes on their way to a socket. */
@NullMarked
package dev.pointsman.server.buffers;

import org.jspecify.annotations.NullMarked;
