/** Replies of Bedrock's, whole and streamed, as OpenAI would have given them. */
@NullMarked
package dev.pointsman.providers.bedrock.reply;

import org.jspecify.annotations.NullMarked;
