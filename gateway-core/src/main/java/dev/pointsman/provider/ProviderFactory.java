package dev.pointsman.provider;

/** Makes adapters of one {@code type:} of the policy's {@code providers}; found by {@link java.util.ServiceLoader}. */
public interface ProviderFactory {
    /** The word of the policy: {@code openai}, {@code echo}. */
    String type();

    /** Reads its own keys from the settings, notes mistakes at their nodes; never throws for a user's mistake. */
    ProviderAdapter create(ProviderSettings settings);
}
