/** The front: HTTP/1.1 and HTTP/2 in, one exchange per request, the reply out. */
@NullMarked
package dev.pointsman.server.http;

import org.jspecify.annotations.NullMarked;
