/** Replies of OpenAI's form that are not quite in order, brought to what OpenAI's clients rely on: streams chunk by chunk, bodies whole. */
@NullMarked
package dev.pointsman.providers.openai.reply;

import org.jspecify.annotations.NullMarked;
