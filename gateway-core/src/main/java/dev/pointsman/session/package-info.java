/** Conversations: which one a request goes on with, and what is remembered of it. */
@NullMarked
package dev.pointsman.session;

import org.jspecify.annotations.NullMarked;
