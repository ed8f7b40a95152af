/** Edits to JSON in its bytes, so that what is in order stays as it was written. */
@NullMarked
package dev.pointsman.providers.openai.splice;

import org.jspecify.annotations.NullMarked;
