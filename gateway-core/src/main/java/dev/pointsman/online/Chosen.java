package dev.pointsman.online;

/**
 * What a rating of an answer teaches by: how it was chosen.
 *
 * @param score that ranked, and learns
 * @param belief what the model was believed to be worth without any rating, 0..1
 */
public record Chosen(String score, Features features, double belief) {}
