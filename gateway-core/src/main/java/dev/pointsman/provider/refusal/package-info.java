/** What a provider's refusal says, whoever the provider is: its message, how long to wait, and nothing secret. */
@NullMarked
package dev.pointsman.provider.refusal;

import org.jspecify.annotations.NullMarked;
