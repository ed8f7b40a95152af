/** The filter that holds requests and replies to the policy's guardrails. */
@NullMarked
package dev.pointsman.flow.guarded;

import org.jspecify.annotations.NullMarked;
