package dev.pointsman.providers.gemini.request;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * How requests of one provider entry are written.
 *
 * @param vertex for Vertex AI, which takes no ids of calls, no service tier, but labels
 * @param thoughts thoughts are always asked for, so that clients see reasoning
 * @param filler calls that another provider made get the documented stand-in for a signature
 * @param safetySettings sent where the request names none; null for Google's own
 */
public record GenerateOptions(
        boolean vertex,
        boolean thoughts,
        boolean filler,
        @Nullable ArrayNode safetySettings) {}
