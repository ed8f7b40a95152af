package dev.pointsman.providers.bedrock.aws;

import dev.pointsman.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * Credentials of one profile of a shared credentials file.
 *
 * <p>No file is touched here. The whole text of the file is a {@link Secret}, which the policy's watcher reads again on its own thread every few
 * seconds; what is asked for on a loop is that text, and it is parsed anew only where it is another one than last time. A text without the
 * profile (a file that is being written) leaves the last good credentials in use. The one field is a snapshot, swapped as a whole: two loops
 * that both see a new text parse it twice, to the same end.
 */
public final class ProfileCredentials implements CredentialSource {
    private static final class Snapshot {
        private final String text;
        private final @Nullable AwsCredentials credentials;

        Snapshot(String text, @Nullable AwsCredentials credentials) {
            this.text = text;
            this.credentials = credentials;
        }
    }

    private final Secret file;
    private final String profile;
    private volatile Snapshot last;

    /** {@code file} is the file's whole text. */
    public ProfileCredentials(Secret file, String profile) {
        this.file = file;
        this.profile = profile;
        String text = file.reveal();
        this.last = new Snapshot(text, ProfileFile.of(text).credentials(profile));
    }

    @Override
    public @Nullable AwsCredentials current() {
        String text = file.reveal();
        Snapshot known = last;
        if (known.text.equals(text)) {
            return known.credentials;
        }
        AwsCredentials fresh = ProfileFile.of(text).credentials(profile);
        Snapshot next = new Snapshot(text, fresh == null ? known.credentials : fresh);
        last = next;
        return next.credentials;
    }
}
