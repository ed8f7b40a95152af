/** Targets of the fuzzer; what was found, and what is kept as seeds, runs with the other tests. */
package dev.pointsman.fuzz;
