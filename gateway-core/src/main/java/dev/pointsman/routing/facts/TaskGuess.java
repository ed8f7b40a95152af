package dev.pointsman.routing.facts;

/**
 * The task a classifier tells a prompt to be.
 *
 * @param label one of the policy's
 * @param confidence 0..1
 */
public record TaskGuess(String label, double confidence) {}
