/** Micro-benchmarks of what every request pays for. */
@NullMarked
package dev.pointsman.benchmarks;

import org.jspecify.annotations.NullMarked;
