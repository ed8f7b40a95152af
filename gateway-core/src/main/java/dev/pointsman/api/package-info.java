/** Requests, replies and errors in OpenAI's form; knows nothing above. */
@NullMarked
package dev.pointsman.api;

import org.jspecify.annotations.NullMarked;
