/** What is fitted to data: seeded, so that the same data gives the same bytes. */
@NullMarked
package dev.pointsman.training.fit;

import org.jspecify.annotations.NullMarked;
