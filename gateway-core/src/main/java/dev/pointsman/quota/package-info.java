/** Limits on what keys, teams, users, models and providers may use: what is counted, what is held, and what is refused. */
@NullMarked
package dev.pointsman.quota;

import org.jspecify.annotations.NullMarked;
