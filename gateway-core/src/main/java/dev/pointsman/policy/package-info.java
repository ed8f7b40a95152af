/** The policy file as records, and made runnable. */
@NullMarked
package dev.pointsman.policy;

import org.jspecify.annotations.NullMarked;
