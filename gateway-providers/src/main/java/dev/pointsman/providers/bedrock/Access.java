package dev.pointsman.providers.bedrock;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.UpstreamRequest;
import dev.pointsman.providers.bedrock.aws.AwsCredentials;
import dev.pointsman.providers.bedrock.aws.CredentialSource;
import dev.pointsman.providers.bedrock.aws.SigV4;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What lets a request in: a key sent as bearer token, a signature, or nothing where a server of one's own asks for nothing. Shared by all loops;
 * how far Amazon's clock is off ours is the only state, one volatile number that any of them may set.
 */
final class Access {
    /** From this on Amazon takes a signature for outdated. */
    private static final Duration TOLERATED = Duration.ofMinutes(5);

    private final @Nullable Secret bearer;
    private final @Nullable CredentialSource source;
    private final SigV4 signer;
    private volatile long offsetSeconds;

    private Access(@Nullable Secret bearer, @Nullable CredentialSource source, String region) {
        this.bearer = bearer;
        this.source = source;
        this.signer = new SigV4(region, "bedrock");
    }

    static Access bearer(Secret key) {
        return new Access(key, null, "");
    }

    static Access signed(CredentialSource source, String region) {
        return new Access(null, source, region);
    }

    static Access open() {
        return new Access(null, null, "");
    }

    /** The request with what lets it in. Throws where there are no credentials now. */
    UpstreamRequest admit(UpstreamRequest plain, Instant now) {
        if (source != null) {
            AwsCredentials credentials = source.current();
            if (credentials == null) {
                throw new GatewayException(
                        ErrorKind.UPSTREAM_AUTHENTICATION, "there are no AWS credentials to sign a request with");
            }
            return signer.signed(plain, credentials, now.plusSeconds(offsetSeconds));
        }
        if (bearer == null) {
            return plain;
        }
        List<String> headers = new ArrayList<>(plain.headers());
        headers.add("authorization");
        headers.add("Bearer " + bearer.reveal());
        return new UpstreamRequest(
                plain.target(),
                plain.method(),
                plain.path(),
                headers,
                plain.body(),
                plain.connectTimeout(),
                plain.dropped());
    }

    /**
     * Amazon refused a signature at {@code theirs}, by its clock. Where ours is off that by more than is tolerated, later requests are signed by
     * Amazon's; true where that is new.
     */
    boolean adopted(Instant theirs, Instant ours) {
        long offset = Duration.between(ours, theirs).toSeconds();
        if (source == null || Math.abs(offset - offsetSeconds) <= TOLERATED.toSeconds()) {
            return false;
        }
        offsetSeconds = offset;
        return true;
    }

    /** What must not be told. */
    List<Secret> secrets() {
        if (bearer != null) {
            return List.of(bearer);
        }
        AwsCredentials credentials = source == null ? null : source.current();
        return credentials == null ? List.of() : credentials.secrets();
    }
}
