/** Prompts as points: n-grams, what they mean among others, how they look. Pure. */
@NullMarked
package dev.pointsman.learned.prompt;

import org.jspecify.annotations.NullMarked;
