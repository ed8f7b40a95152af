package dev.pointsman.provider;

import java.util.List;

/** Makes adapters of some {@code type:} of the policy's {@code providers}; found by {@link java.util.ServiceLoader}. */
public interface ProviderFactory {
    /** The word of the policy: {@code openai}, {@code echo}; the first of {@link #types()}. */
    String type();

    /** Every word of the policy it reads: more than one where a family of dialects differs only in its data. */
    default List<String> types() {
        return List.of(type());
    }

    /** What the providers of one of its types have, for the guide's table and for those who choose. */
    default Features features(String type) {
        return Features.NONE;
    }

    /** Reads its own keys from the settings, notes mistakes at their nodes; never throws for a user's mistake. */
    ProviderAdapter create(ProviderSettings settings);
}
