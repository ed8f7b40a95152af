/** Stores of what the core keeps: the ledger in a database, or as lines of JSON; what a fleet shares, in Redis. */
@NullMarked
package dev.pointsman.server.storage;

import org.jspecify.annotations.NullMarked;
