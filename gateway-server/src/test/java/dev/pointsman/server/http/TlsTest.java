package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.CHAT;
import static dev.pointsman.server.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.testing.SelfSigned;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
    @TempDir
    private static Path files;

    private static SelfSigned server;
    private static FrontSettings.Tls tls;
    private static SSLContext trusting;

    @BeforeAll
    static void makeCertificate() throws Exception {
        SelfSigned made = SelfSigned.in(files);
        server = made;
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

    /** The first message of a handshake that offers TLS 1.1 at most; the answer is the alert "protocol version", RFC 5246, section 7.2. */
    @Test
    void olderThanTls12IsNotSpoken() throws Exception {
        for (int minor = 0; minor <= 2; minor++) {
            var hello = ByteBuffer.allocate(56)
                    .put(new byte[] {22, 3, 1, 0, 51, 1, 0, 0, 47, 3, (byte) minor})
                    .put(new byte[32])
                    .put(new byte[] {0, 0, 8, 0, 0x2f, 0, 0x35, (byte) 0xc0, 0x13, (byte) 0xc0, 0x14, 1, 0});
            try (var front = serving(tls);
                    var client = front.connect()) {
                String reply = client.send(hello.array()).rest();

                assertThat(reply).startsWith("\u0015\u0003").endsWith("\u0002F");
            }
        }
    }

    @Test
    void whereClientsMustShowACertificateOthersAreNotServed() throws Exception {
        SelfSigned known = SelfSigned.in(Files.createDirectory(files.resolve("known")));
        SelfSigned stranger = SelfSigned.in(Files.createDirectory(files.resolve("stranger")));
        var required = new FrontSettings.Tls(tls.certificate(), tls.key(), known.certificate(), true);
        try (var front = serving(required)) {
            assertThat(status(front, server.trustAs(known))).isEqualTo("HTTP/1.1 200");
            assertThat(status(front, server.trustAs(stranger))).isEmpty();
            assertThat(status(front, trusting)).isEmpty();
            assertThat(front.calls()).isEqualTo(1);
        }
        var wanted = new FrontSettings.Tls(tls.certificate(), tls.key(), known.certificate(), false);
        try (var front = serving(wanted)) {
            assertThat(status(front, server.trustAs(known))).isEqualTo("HTTP/1.1 200");
            assertThat(status(front, server.trustAs(stranger))).isEmpty();
            assertThat(status(front, trusting)).isEqualTo("HTTP/1.1 200");
        }
    }

    @Test
    void aNewCertificateIsShownToNewConnectionsAndOldOnesLiveOn() throws Exception {
        Path certificate = Files.copy(tls.certificate(), files.resolve("rotated.pem"));
        Path key = Files.copy(tls.key(), files.resolve("rotated.key"));
        SelfSigned next = SelfSigned.in(Files.createDirectory(files.resolve("next")));
        try (var front = serving(new FrontSettings.Tls(certificate, key));
                var old = socket(front, trusting)) {
            assertThat(status(old)).isEqualTo("HTTP/1.1 200");

            Files.copy(next.certificate(), certificate, StandardCopyOption.REPLACE_EXISTING);
            front.server().refreshTls();
            assertThat(status(front, trusting))
                    .as("a certificate without its key")
                    .isEqualTo("HTTP/1.1 200");
            Files.copy(next.key(), key, StandardCopyOption.REPLACE_EXISTING);
            front.server().refreshTls();

            assertThat(status(front, next.trust())).isEqualTo("HTTP/1.1 200");
            assertThat(status(front, trusting)).isEmpty();
            assertThat(status(old)).isEqualTo("HTTP/1.1 200");
        }
    }

    private static Socket socket(FrontFixture front, SSLContext context) throws IOException {
        return context.getSocketFactory()
                .createSocket("127.0.0.1", front.address().getPort());
    }

    /** Of a request on a connection of its own; empty where the handshake or what follows it fails. */
    private static String status(FrontFixture front, SSLContext context) throws IOException {
        try (var socket = socket(front, context)) {
            return status(socket);
        } catch (SSLException | SocketException refused) {
            return "";
        }
    }

    /** Of a request whose reply is read whole. */
    private static String status(Socket socket) throws IOException {
        socket.getOutputStream().write(post().getBytes(StandardCharsets.US_ASCII));
        var reply = new StringBuilder();
        for (int next = socket.getInputStream().read();
                next >= 0;
                next = socket.getInputStream().read()) {
            reply.append((char) next);
            if (reply.toString().endsWith(CHAT)) {
                return reply.substring(0, 12);
            }
        }
        return "";
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
