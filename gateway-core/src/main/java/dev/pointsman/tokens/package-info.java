/** Tokens of a text as a model's own tokenizer counts them. */
@NullMarked
package dev.pointsman.tokens;

import org.jspecify.annotations.NullMarked;
