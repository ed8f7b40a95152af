/** The attempt loop: retry, balance and fallback under one deadline. */
@NullMarked
package dev.pointsman.upstream;

import org.jspecify.annotations.NullMarked;
