package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.testing.SelfSigned;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    private static Path files;

    private static FrontSettings.Tls tls;
    private static SSLContext trusting;

    @BeforeAll
    static void makeCertificate() throws Exception {
        SelfSigned made = SelfSigned.in(files);
        tls = new FrontSettings.Tls(made.certificate(), made.key());
        trusting = made.trust();
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
