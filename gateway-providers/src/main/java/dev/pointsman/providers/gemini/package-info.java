/** Google's Gemini API, at AI Studio and on Vertex AI, translated both ways. */
@NullMarked
package dev.pointsman.providers.gemini;

import org.jspecify.annotations.NullMarked;
