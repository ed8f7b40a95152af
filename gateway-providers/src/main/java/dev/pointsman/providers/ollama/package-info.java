/** Ollama, by its own API or by its copy of OpenAI's. */
@NullMarked
package dev.pointsman.providers.ollama;

import org.jspecify.annotations.NullMarked;
