/** OpenAI's Responses API for clients, over providers that serve chats. */
@NullMarked
package dev.pointsman.dialect.responses;

import org.jspecify.annotations.NullMarked;
