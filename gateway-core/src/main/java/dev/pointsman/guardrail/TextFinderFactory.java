package dev.pointsman.guardrail;

import dev.pointsman.config.ConfigNode;

/** Makes a plug-in finder named in a guardrail's {@code find}; found by {@link java.util.ServiceLoader}. */
public interface TextFinderFactory {
    /** The word of the policy: {@code find: [email, { type: acme-names, file: names.txt }]}. */
    String type();

    /** Reads its own keys from its entry, notes mistakes at their nodes; never throws for a user's mistake. Called at each load of the policy, off the loops. */
    TextFinder create(ConfigNode settings);
}
