/** The task of a request, told from words, from example sentences, or by weights that were fitted to labelled lines. Pure. */
@NullMarked
package dev.pointsman.learned.task;

import org.jspecify.annotations.NullMarked;
