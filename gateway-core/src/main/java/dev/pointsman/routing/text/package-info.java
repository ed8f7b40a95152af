/** Searches in texts, each in one pass: for the words of rules and of tasks. */
@NullMarked
package dev.pointsman.routing.text;

import org.jspecify.annotations.NullMarked;
