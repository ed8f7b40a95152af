/** Cohere's v2 API: chat, embeddings and rerank, translated to and from OpenAI's form. */
@NullMarked
package dev.pointsman.providers.cohere;

import org.jspecify.annotations.NullMarked;
