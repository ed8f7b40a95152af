/** APIs of clients other than OpenAI's chat completions, each translated to a chat and back. */
@NullMarked
package dev.pointsman.dialect;

import org.jspecify.annotations.NullMarked;
