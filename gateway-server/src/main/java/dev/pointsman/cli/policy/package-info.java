/** Commands about the policy of a running gateway, its kept versions, and its virtual keys. */
@NullMarked
package dev.pointsman.cli.policy;

import org.jspecify.annotations.NullMarked;
