/** Stores of what the core keeps: the ledger in SQLite or PostgreSQL, or as lines of JSON; managed keys; what a fleet shares, in Redis. */
@NullMarked
package dev.pointsman.server.storage;

import org.jspecify.annotations.NullMarked;
