/** What each model's answer to a prompt is expected to be worth, learned from outcomes. Pure. */
@NullMarked
package dev.pointsman.learned.quality;

import org.jspecify.annotations.NullMarked;
