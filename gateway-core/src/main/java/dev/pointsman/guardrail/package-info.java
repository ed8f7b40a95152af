/** What a policy wants found in the texts of requests and replies, and what is done then: finders, their windows over streams, texts where they stand in JSON. */
@NullMarked
package dev.pointsman.guardrail;

import org.jspecify.annotations.NullMarked;
