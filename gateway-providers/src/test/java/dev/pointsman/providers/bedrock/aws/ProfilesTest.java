package dev.pointsman.providers.bedrock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Secret;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ProfilesTest {
    private static final String FILE = """
            # made by a tool
            [default]
            aws_access_key_id = AKIA1
            aws_secret_access_key=s/e+c=r=t   ; mine

            [ profile dev ]
            AWS_ACCESS_KEY_ID = AKIA2
            aws_secret_access_key = two#2
            aws_session_token = tok==
            s3 =
              max_bandwidth = 1
            region = eu-central-1

            [half]
            aws_access_key_id = AKIA3
            nonsense
            """;

    @Test
    void aProfileIsReadAsAmazonsToolsDo() {
        ProfileFile file = ProfileFile.of(FILE);

        AwsCredentials plain = Objects.requireNonNull(file.credentials("default"));
        assertThat(plain.accessKeyId()).isEqualTo("AKIA1");
        assertThat(plain.secretAccessKey()).isEqualTo("s/e+c=r=t");
        assertThat(plain.sessionToken()).isNull();
        AwsCredentials dev = Objects.requireNonNull(file.credentials("dev"));
        assertThat(dev.secretAccessKey()).isEqualTo("two#2");
        assertThat(dev.sessionToken()).isEqualTo("tok==");
        assertThat(file.value("dev", "region")).isEqualTo("eu-central-1");
        assertThat(file.value("dev", "max_bandwidth")).isNull();
        assertThat(file.credentials("half")).isNull();
        assertThat(file.credentials("other")).isNull();
    }

    @Test
    void anythingElseIsReadAsNothing() {
        for (String text : new String[] {"", "[", "[]", "=", "a=b", "[x\ny=z", "\u0000", "]\n[", "{\"a\":1}"}) {
            assertThat(ProfileFile.of(text).credentials("default")).isNull();
        }
    }

    @Test
    void anotherTextOfTheFileIsUsedFromTheNextRequestOn() {
        AtomicReference<String> text = new AtomicReference<>("[p]\naws_access_key_id=A\naws_secret_access_key=1");
        ProfileCredentials source = new ProfileCredentials(Secret.from(text::get), "p");
        AwsCredentials first = Objects.requireNonNull(source.current());
        assertThat(source.current()).isSameAs(first);

        text.set("[p]\naws_access_key_id=B\naws_secret_access_key=2\naws_session_token=t");
        assertThat(Objects.requireNonNull(source.current()).accessKeyId()).isEqualTo("B");

        text.set("[p]\naws_access");
        assertThat(Objects.requireNonNull(source.current()).accessKeyId())
                .as("a file that is being written")
                .isEqualTo("B");
    }

    @Test
    void theEnvironmentIsLookedUpEachTime() {
        Map<String, String> environment = new HashMap<>();
        CredentialSource source = CredentialSource.ofEnvironment(environment::get);
        assertThat(source.current()).isNull();

        environment.put("AWS_ACCESS_KEY_ID", "A");
        environment.put("AWS_SECRET_ACCESS_KEY", " ");
        assertThat(source.current()).isNull();

        environment.put("AWS_SECRET_ACCESS_KEY", "s");
        environment.put("AWS_SESSION_TOKEN", "");
        assertThat(Objects.requireNonNull(source.current()).sessionToken()).isNull();

        environment.put("AWS_SESSION_TOKEN", "t");
        assertThat(Objects.requireNonNull(source.current()).sessionToken()).isEqualTo("t");
    }

    @Test
    void credentialsDoNotPrint() {
        assertThat(new AwsCredentials("AKIA", "secret", "token")).hasToString("***");
    }
}
