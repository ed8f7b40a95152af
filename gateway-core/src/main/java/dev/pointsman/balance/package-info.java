/** Which deployment of a model takes the next call. */
@NullMarked
package dev.pointsman.balance;

import org.jspecify.annotations.NullMarked;
