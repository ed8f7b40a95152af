package dev.pointsman.providers.bedrock.aws;

import dev.pointsman.config.Secret;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where credentials come from. Asked for each request, on its loop: never blocks; safe for all loops at once. */
public interface CredentialSource {
    /** The credentials of now; null where there are none. */
    @Nullable
    AwsCredentials current();

    /**
     * Of {@code AWS_ACCESS_KEY_ID}, {@code AWS_SECRET_ACCESS_KEY} and {@code AWS_SESSION_TOKEN}, looked up anew each time; {@code environment}
     * gives null for what is not set.
     */
    static CredentialSource ofEnvironment(Function<String, @Nullable String> environment) {
        return () -> AwsCredentials.of(
                environment.apply("AWS_ACCESS_KEY_ID"),
                environment.apply("AWS_SECRET_ACCESS_KEY"),
                environment.apply("AWS_SESSION_TOKEN"));
    }

    /** Of secrets of the policy, each of which may be a file that changes. */
    static CredentialSource ofSecrets(Secret accessKeyId, Secret secretAccessKey, @Nullable Secret sessionToken) {
        return () -> AwsCredentials.of(
                accessKeyId.reveal(), secretAccessKey.reveal(), sessionToken == null ? null : sessionToken.reveal());
    }
}
