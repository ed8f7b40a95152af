package dev.pointsman.explain;

import dev.pointsman.config.ConfigException;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.policy.files.PolicyHistory;
import org.jspecify.annotations.Nullable;

/** The policies of a gateway's history, loaded when they are asked for. Reads files: not for a loop. */
public final class KeptPolicies implements PolicyVersions {
    private final PolicyHistory history;
    private final PolicyLoader loader;

    public KeptPolicies(PolicyHistory history, PolicyLoader loader) {
        this.history = history;
        this.loader = loader;
    }

    @Override
    public @Nullable Policy withDigest(String digest) {
        String text = history.text(digest).orElse(null);
        try {
            return text == null ? null : loader.load("policy-" + digest, text);
        } catch (ConfigException noLonger) { // a secret is gone, or the language has moved on: it decides no more
            return null;
        }
    }
}
