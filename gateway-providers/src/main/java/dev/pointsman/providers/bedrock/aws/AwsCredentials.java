package dev.pointsman.providers.bedrock.aws;

import dev.pointsman.config.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What requests are signed with. Compared by identity and printed as {@code ***}, so that nothing tells it. */
public final class AwsCredentials {
    private final String accessKeyId;
    private final String secretAccessKey;
    private final @Nullable String sessionToken;

    /** {@code sessionToken} is null for credentials that do not run out. */
    public AwsCredentials(String accessKeyId, String secretAccessKey, @Nullable String sessionToken) {
        this.accessKeyId = accessKeyId;
        this.secretAccessKey = secretAccessKey;
        this.sessionToken = sessionToken;
    }

    /** Null where one of the two that must be there is missing or blank. */
    static @Nullable AwsCredentials of(
            @Nullable String accessKeyId, @Nullable String secretAccessKey, @Nullable String sessionToken) {
        if (accessKeyId == null || accessKeyId.isBlank() || secretAccessKey == null || secretAccessKey.isBlank()) {
            return null;
        }
        String token = sessionToken == null || sessionToken.isBlank() ? null : sessionToken.strip();
        return new AwsCredentials(accessKeyId.strip(), secretAccessKey.strip(), token);
    }

    String accessKeyId() {
        return accessKeyId;
    }

    String secretAccessKey() {
        return secretAccessKey;
    }

    @Nullable
    String sessionToken() {
        return sessionToken;
    }

    /** All parts, for taking them out of what a provider says. */
    public List<Secret> secrets() {
        List<Secret> secrets = new ArrayList<>(3);
        secrets.add(Secret.of(accessKeyId));
        secrets.add(Secret.of(secretAccessKey));
        if (sessionToken != null) {
            secrets.add(Secret.of(sessionToken));
        }
        return secrets;
    }

    boolean same(AwsCredentials other) {
        return accessKeyId.equals(other.accessKeyId)
                && secretAccessKey.equals(other.secretAccessKey)
                && (sessionToken == null ? other.sessionToken == null : sessionToken.equals(other.sessionToken));
    }

    @Override
    public String toString() {
        return "***";
    }
}
