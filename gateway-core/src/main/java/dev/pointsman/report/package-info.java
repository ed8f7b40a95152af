/** What a ledger tells of a time: how much, how fast, at which cost, and what a baseline would have cost in its place. */
@NullMarked
package dev.pointsman.report;

import org.jspecify.annotations.NullMarked;
