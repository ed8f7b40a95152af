/** Several keys of one provider: which makes the next call, and which rests. */
@NullMarked
package dev.pointsman.provider.keys;

import org.jspecify.annotations.NullMarked;
