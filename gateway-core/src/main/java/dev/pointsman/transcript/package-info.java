/** What was asked and what was answered, as text for the ledger: gathered within a bound, and without what a policy has removed from it. */
@NullMarked
package dev.pointsman.transcript;

import org.jspecify.annotations.NullMarked;
