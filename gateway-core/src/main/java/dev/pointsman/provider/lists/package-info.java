/** What adapters share that translate endpoints beside chat: whole bodies, and OpenAI's lists of vectors and of models. */
@NullMarked
package dev.pointsman.provider.lists;

import org.jspecify.annotations.NullMarked;
