/** The embedded provider: answers by itself, the same to the same prompt, and misbehaves on request. */
@NullMarked
package dev.pointsman.providers.echo;

import org.jspecify.annotations.NullMarked;
