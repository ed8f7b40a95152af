/** OpenAI and every provider that speaks its form; what tells them apart is data. */
@NullMarked
package dev.pointsman.providers.openai;

import org.jspecify.annotations.NullMarked;
