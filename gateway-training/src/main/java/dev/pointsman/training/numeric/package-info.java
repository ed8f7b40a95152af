/** What fits compute with: directions of many texts, eigenvectors, two threads. Pure; the same numbers on every machine. */
@NullMarked
package dev.pointsman.training.numeric;

import org.jspecify.annotations.NullMarked;
