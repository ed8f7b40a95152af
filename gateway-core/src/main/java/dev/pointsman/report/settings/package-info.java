/** The policy's {@code report}: baselines, the rule that holds out, and when reports are made by themselves. */
@NullMarked
package dev.pointsman.report.settings;

import org.jspecify.annotations.NullMarked;
