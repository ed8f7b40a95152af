/** The way out: connections to providers, pooled per event loop, HTTP/1.1 and HTTP/2. */
@NullMarked
package dev.pointsman.server.transport;

import org.jspecify.annotations.NullMarked;
