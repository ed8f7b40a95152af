/** The policy's file and those of its past: watched, replaced, kept, compared. */
@NullMarked
package dev.pointsman.policy.files;

import org.jspecify.annotations.NullMarked;
