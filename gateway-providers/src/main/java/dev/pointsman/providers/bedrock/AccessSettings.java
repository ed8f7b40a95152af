package dev.pointsman.providers.bedrock;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.Secret;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.providers.bedrock.aws.CredentialSource;
import dev.pointsman.providers.bedrock.aws.ProfileCredentials;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds what lets requests in. What the policy names counts: {@code key}, {@code access_key_id} with {@code secret_access_key} and perhaps
 * {@code session_token}, or {@code profile} with perhaps {@code credentials_file}. Else what the environment has: a bearer token, keys, a profile.
 */
final class AccessSettings {
    private static final String[] KEYS = {"access_key_id", "secret_access_key", "session_token"};
    private static final String[] WAYS = {"key", "access_key_id", "profile"};

    private final ProviderSettings settings;
    private final ConfigNode node;
    private final Function<String, @Nullable String> environment;
    private final @Nullable String region;

    /** {@code region} is null where none is known. */
    AccessSettings(ProviderSettings settings, @Nullable String region) {
        this.settings = settings;
        this.node = settings.node();
        this.environment = node.environment();
        this.region = region;
    }

    /** Notes every mistake at its node. */
    Access read() {
        List<String> named = List.of(WAYS).stream().filter(this::names).toList();
        if (named.size() > 1) {
            node.problem("expected one of " + String.join(", ", named) + ", not several");
        }
        Secret key = settings.key();
        if (key != null) {
            return Access.bearer(key);
        }
        if (node.at("access_key_id") != null) {
            return ofKeys();
        }
        ConfigNode profile = node.at("profile");
        if (profile != null || node.at("credentials_file") != null) {
            return ofProfile(profile == null ? "default" : profile.text(), true);
        }
        return ofEnvironment();
    }

    private boolean names(String way) {
        return node.at(way) != null || (way.equals("key") && node.at("keys") != null);
    }

    private Access ofKeys() {
        Secret[] secrets = new Secret[KEYS.length];
        for (int i = 0; i < KEYS.length; i++) {
            ConfigNode each = i == 1 ? node.required(KEYS[i]) : node.at(KEYS[i]);
            secrets[i] = each == null ? null : each.secret();
        }
        Secret nothing = Secret.of("");
        return signed(CredentialSource.ofSecrets(
                Objects.requireNonNullElse(secrets[0], nothing),
                Objects.requireNonNullElse(secrets[1], nothing),
                secrets[2]));
    }

    private Access ofEnvironment() {
        if (told("AWS_BEARER_TOKEN_BEDROCK") != null) {
            return Access.bearer(Secret.from(() -> Objects.requireNonNullElse(told("AWS_BEARER_TOKEN_BEDROCK"), "")));
        }
        CredentialSource keys = CredentialSource.ofEnvironment(environment);
        if (keys.current() != null) {
            return signed(keys);
        }
        String profile = told("AWS_PROFILE");
        Path file = credentialsFile();
        if (profile != null || (file != null && Files.isReadable(file))) {
            return ofProfile(profile == null ? "default" : profile, profile != null);
        }
        return none();
    }

    /** Servers of one's own may ask for nothing. */
    private Access none() {
        if (settings.url() == null && node.at("key") == null) {
            node.problem(
                    "no credentials: set key, access_key_id or profile, or AWS_BEARER_TOKEN_BEDROCK or AWS_ACCESS_KEY_ID"
                            + " in the environment");
        }
        return Access.open();
    }

    /** {@code demanded}: a file without that profile is a mistake, rather than nothing. */
    private Access ofProfile(String profile, boolean demanded) {
        Path path = credentialsFile();
        Secret file = path == null ? null : node.secretFiles().add(path);
        if (file != null) {
            CredentialSource source = new ProfileCredentials(file, profile);
            if (source.current() != null) {
                return signed(source);
            }
        }
        if (!demanded) {
            return none();
        }
        String where = path == null ? "the credentials file" : path.toString();
        node.problem(
                file == null
                        ? where + " cannot be read: set credentials_file"
                        : where + " has no profile \"" + profile
                                + "\" with aws_access_key_id and aws_secret_access_key");
        return Access.open();
    }

    private Access signed(CredentialSource source) {
        if (region == null) {
            node.problem("missing key \"region\": a signature names one, such as region: us-east-1");
        }
        return Access.signed(source, region == null ? "" : region);
    }

    private @Nullable Path credentialsFile() {
        ConfigNode given = node.at("credentials_file");
        if (given != null) {
            return Path.of(given.text());
        }
        String told = told("AWS_SHARED_CREDENTIALS_FILE");
        String home = told("HOME");
        if (told != null) {
            return Path.of(told);
        }
        return home == null ? null : Path.of(home, ".aws", "credentials");
    }

    private @Nullable String told(String variable) {
        String value = environment.apply(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }
}
