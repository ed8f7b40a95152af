/** Records on their way to where they are kept: in mapped files that a killed process leaves whole. */
@NullMarked
package dev.pointsman.ledger.spool;

import org.jspecify.annotations.NullMarked;
