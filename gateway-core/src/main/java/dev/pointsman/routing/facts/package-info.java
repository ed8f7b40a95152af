/** What a decision looks at beside the request itself: signals of the prompt, live figures, the conversation. */
@NullMarked
package dev.pointsman.routing.facts;

import org.jspecify.annotations.NullMarked;
