/** How models and deployments do of late, what scores have spent, and what was answered lately: memory bounded by the policy. */
@NullMarked
package dev.pointsman.performance;

import org.jspecify.annotations.NullMarked;
