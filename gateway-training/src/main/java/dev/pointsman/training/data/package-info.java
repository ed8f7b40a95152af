/** Labelled lines and other data sets, read and checked. */
@NullMarked
package dev.pointsman.training.data;

import org.jspecify.annotations.NullMarked;
