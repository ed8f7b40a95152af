package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Secret;
import dev.pointsman.config.Yaml;
import dev.pointsman.policy.ServerSettings.AccessLog;
import dev.pointsman.policy.ServerSettings.AdminKey;
import dev.pointsman.policy.ServerSettings.ClientCertificates;
import dev.pointsman.policy.ServerSettings.ClientDemand;
import dev.pointsman.policy.ServerSettings.TlsFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerSettingsTest {
    @Test
    void aServerHasItsDefaults() {
        ServerSettings settings = ServerSettings.from(Yaml.of("").node());

        assertThat(settings)
                .isEqualTo(new ServerSettings(
                        new ListenAddress("127.0.0.1", 8080),
                        new ListenAddress("127.0.0.1", 9090),
                        null,
                        true,
                        null,
                        true,
                        32_000_000,
                        0,
                        10_000,
                        0,
                        0,
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(30),
                        List.of(),
                        AccessLog.JSON));
    }

    @Test
    void everySettingOfAServerIsRead(@TempDir Path folder) throws IOException {
        Path certificate = Files.writeString(folder.resolve("cert.pem"), "x");
        Path key = Files.writeString(folder.resolve("key.pem"), "x");
        Yaml yaml = Yaml.of("""
            listen: "[::]:443"
            admin: none
            admin_key: $TOKEN
            dashboard: false
            tls: { cert: %1$s, key: %2$s, client_ca: %1$s, client_auth: want }
            http2: false
            max_body: 5MB
            max_buffered: 1GB
            max_connections: 7
            max_connections_per_address: 5
            threads: 3
            idle: 10s
            drain: 2m
            cors: ["https://app.example"]
            access_log: text
            """.formatted(certificate, key), Map.of("TOKEN", "s3cret"));

        ServerSettings settings = ServerSettings.from(yaml.node());

        assertThat(yaml.problems()).isEmpty();
        assertThat(settings)
                .isEqualTo(new ServerSettings(
                        new ListenAddress("::", 443),
                        null,
                        new AdminKey("$TOKEN", Secret.of("any")),
                        false,
                        new TlsFiles(certificate, key, new ClientCertificates(certificate, ClientDemand.WANT)),
                        false,
                        5_000_000,
                        1_000_000_000,
                        7,
                        5,
                        3,
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(2),
                        List.of("https://app.example"),
                        AccessLog.TEXT));
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:8080, 127.0.0.1:8080, true",
        "localhost:0, localhost:0, true",
        "'[::1]:80', '[::1]:80', true",
        "8080, 127.0.0.1:8080, true",
        ":8080, 0.0.0.0:8080, false",
        "0.0.0.0:80, 0.0.0.0:80, false",
        "127.evil.example:80, 127.evil.example:80, false"
    })
    void anAddressIsRead(String text, String address, boolean loopback) {
        Yaml yaml = Yaml.of("listen: \"" + text + "\"");

        ListenAddress listen = ServerSettings.from(yaml.node()).listen();

        assertThat(yaml.problems()).isEmpty();
        assertThat(listen).hasToString(address);
        assertThat(listen.loopback()).isEqualTo(loopback);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listen: 127.0.0.1 | test.yaml:1:9: listen: expected an address such as 127.0.0.1:8080 but found"
                        + " \"127.0.0.1\"",
                "listen: ::1:80 | test.yaml:1:9: listen: expected an address such as 127.0.0.1:8080 but found"
                        + " \"::1:80\"",
                "listen: a:70000 | test.yaml:1:9: listen: expected an address such as 127.0.0.1:8080 but found"
                        + " \"a:70000\"",
                "max_body: 2GB | test.yaml:1:11: max_body: expected 1kB to 1GB but found \"2GB\"",
                "tls: { cert: /nowhere.pem } | test.yaml:1:14: tls.cert: cannot read file /nowhere.pem;test.yaml:1:6:"
                        + " tls: missing key \"key\"",
                "tls: { cert: pom.xml, key: pom.xml, client_auth: want } | test.yaml:1:50: tls.client_auth: expected client_ca"
                        + " beside it, a PEM file with those who sign certificates of clients",
                "drain: soon | test.yaml:1:8: drain: expected a time such as 250ms, 2s or 10m but found \"soon\"",
                "access_log: xml | test.yaml:1:13: access_log: expected one of json, text, off but found \"xml\"",
                "max-body: 3 | test.yaml:1:1: unknown key \"max-body\" (did you mean \"max_body\"?)",
            })
    void aMistakeIsToldWithItsPlace(String text, String problems) {
        Yaml yaml = Yaml.of(text);

        ServerSettings.from(yaml.node());

        assertThat(yaml.problems()).containsExactlyInAnyOrder(problems.split(";"));
    }
}
