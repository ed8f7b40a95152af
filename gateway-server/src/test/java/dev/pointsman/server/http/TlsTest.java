package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path files;

    private static FrontSettings.Tls tls;
    private static SSLContext trusting;

    /** A certificate of its own for 127.0.0.1, made by the JDK's keytool, as PEM files and as a client's trust. */
    @BeforeAll
    static void makeCertificate() throws Exception {
        Path store = files.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "gateway",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-dname",
                        "CN=localhost",
                        "-ext",
                        "san=ip:127.0.0.1,dns:localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD);
        }
        X509Certificate certificate = (X509Certificate) keys.getCertificate("gateway");
        tls = new FrontSettings.Tls(
                pem("cert.pem", "CERTIFICATE", certificate.getEncoded()),
                pem("key.pem", "PRIVATE KEY", keys.getKey("gateway", PASSWORD).getEncoded()));
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("gateway", certificate);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        trusting = SSLContext.getInstance("TLS");
        trusting.init(null, trust.getTrustManagers(), null);
    }

    private static Path pem(String name, String kind, byte[] der) throws IOException {
        String text = "-----BEGIN " + kind + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END "
                + kind + "-----\n";
        return Files.writeString(files.resolve(name), text);
    }

    private static FrontFixture serving(FrontSettings.Tls with) throws IOException {
        return FrontFixture.with(
                s -> new FrontSettings(s.address(), s.limits(), s.timeouts(), true, List.of(), with),
                FrontFixture::echo);
    }

    @Test
    void http2IsAgreedOnAndHttp11StillServed() throws Exception {
        try (var front = serving(tls)) {
            for (var version : HttpClient.Version.values()) {
                var client = HttpClient.newBuilder()
                        .sslContext(trusting)
                        .version(version)
                        .build();
                var uri = URI.create("https://127.0.0.1:" + front.address().getPort() + "/v1/chat/completions");
                for (int i = 0; i < 3; i++) {
                    var reply = client.send(
                            HttpRequest.newBuilder(uri)
                                    .POST(HttpRequest.BodyPublishers.ofString(CHAT))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
                    assertThat(reply.version()).isEqualTo(version);
                    assertThat(reply.statusCode()).isEqualTo(200);
                    assertThat(reply.body()).isEqualTo(CHAT);
                }
            }
        }
    }

    @Test
    void clearTextIsNotServedAndTls12Is() throws Exception {
        try (var front = serving(tls)) {
            try (var client = front.connect()) {
                assertThat(client.send(post()).rest()).doesNotContain("HTTP/1.1 200");
            }
            try (var socket = (SSLSocket) trusting.getSocketFactory()
                    .createSocket("127.0.0.1", front.address().getPort())) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.startHandshake();
                assertThat(socket.getSession().getProtocol()).isEqualTo("TLSv1.2");
                assertThat(front.calls()).isZero();
            }
        }
    }

    @Test
    void refusalOverTlsCanBeRead() throws Exception {
        try (var front = serving(tls);
                var socket = trusting.getSocketFactory()
                        .createSocket("127.0.0.1", front.address().getPort())) {
            socket.getOutputStream().write("GET /v1/models HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String reply = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertThat(reply).isEqualTo("HTTP/1.1 400");
        }
    }

    @Test
    void filesThatCannotBeUsedStopTheStart() throws Exception {
        assertThatThrownBy(() -> serving(new FrontSettings.Tls(files.resolve("absent.pem"), tls.key())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("absent.pem");
        Path broken = Files.writeString(files.resolve("broken.pem"), "no PEM");
        assertThatThrownBy(() -> serving(new FrontSettings.Tls(broken, tls.key())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("broken.pem")
                .hasMessageContaining("PKCS#8");
    }

    @Test
    void changedFilesAreReadAgainAndBrokenOnesLeftAlone() throws Exception {
        Path certificate = Files.copy(tls.certificate(), files.resolve("changing.pem"));
        var contexts = new TlsContexts(new FrontSettings.Tls(certificate, tls.key()), true);
        var first = contexts.current();
        contexts.refresh();
        assertThat(contexts.current()).isSameAs(first);

        Files.writeString(certificate, "no PEM");
        contexts.refresh();
        assertThat(contexts.current()).isSameAs(first);

        Files.writeString(certificate, Files.readString(tls.certificate()) + "\n");
        contexts.refresh();
        assertThat(contexts.current()).isNotSameAs(first);
    }
}
