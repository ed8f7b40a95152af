/** Chats asked of OpenAI's Responses API, and its replies told as those of chats. */
@NullMarked
package dev.pointsman.providers.openai.responses;

import org.jspecify.annotations.NullMarked;
