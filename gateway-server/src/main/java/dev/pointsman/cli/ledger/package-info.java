/** Commands on the ledger. */
@NullMarked
package dev.pointsman.cli.ledger;

import org.jspecify.annotations.NullMarked;
