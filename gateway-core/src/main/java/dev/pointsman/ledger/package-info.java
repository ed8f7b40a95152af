/** One decision record a request, appended and never changed. */
@NullMarked
package dev.pointsman.ledger;

import org.jspecify.annotations.NullMarked;
