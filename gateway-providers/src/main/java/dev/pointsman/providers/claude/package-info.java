/** What Anthropic's models take, wherever they are served: by Anthropic itself or by a cloud. */
@NullMarked
package dev.pointsman.providers.claude;

import org.jspecify.annotations.NullMarked;
