/** What the bytes of a request say: its target and its body, bounded as they come in. */
@NullMarked
package dev.pointsman.server.http.request;

import org.jspecify.annotations.NullMarked;
