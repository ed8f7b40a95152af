/** Commands about the policy of a running gateway, or its kept versions. */
@NullMarked
package dev.pointsman.cli.policy;

import org.jspecify.annotations.NullMarked;
