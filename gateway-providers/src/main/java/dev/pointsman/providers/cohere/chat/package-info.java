/**
 * Chats in Cohere's form: the request from OpenAI's, the reply into it, streamed or not; and what all of Cohere's endpoints tell alike, usage and
 * failures. Source: cohere-ai/cohere-typescript, {@code src/api} (2026-08).
 */
@NullMarked
package dev.pointsman.providers.cohere.chat;

import org.jspecify.annotations.NullMarked;
