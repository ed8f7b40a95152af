/** What a provider of OpenAI's form says when it refuses: its words, its kind, when to come again. */
@NullMarked
package dev.pointsman.providers.openai.errors;

import org.jspecify.annotations.NullMarked;
