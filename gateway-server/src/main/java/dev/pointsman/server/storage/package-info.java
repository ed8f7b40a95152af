/** Stores of what the core keeps: the ledger in SQLite or PostgreSQL, or as lines of JSON. */
@NullMarked
package dev.pointsman.server.storage;

import org.jspecify.annotations.NullMarked;
