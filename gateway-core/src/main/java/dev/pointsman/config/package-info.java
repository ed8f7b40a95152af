/** Located configuration values and every mistake found in them. */
@NullMarked
package dev.pointsman.config;

import org.jspecify.annotations.NullMarked;
