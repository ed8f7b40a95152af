/** Flat tables as Apache Parquet files, written by hand. */
@NullMarked
package dev.pointsman.cli.parquet;

import org.jspecify.annotations.NullMarked;
