/** A router's evaluation whole: beside its baselines, by data set and task, as tables, JSON and a page. */
@NullMarked
package dev.pointsman.training.report;

import org.jspecify.annotations.NullMarked;
