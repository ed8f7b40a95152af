/**
 * The inner form: a chat request read for translation, and the writers of replies to it. Every adapter whose provider does not speak OpenAI's
 * form is written on it.
 */
@NullMarked
package dev.pointsman.provider.chat;

import org.jspecify.annotations.NullMarked;
