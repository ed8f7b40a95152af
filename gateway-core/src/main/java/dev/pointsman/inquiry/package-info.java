/** What a model of the policy is asked about a prompt before it is routed. */
@NullMarked
package dev.pointsman.inquiry;

import org.jspecify.annotations.NullMarked;
