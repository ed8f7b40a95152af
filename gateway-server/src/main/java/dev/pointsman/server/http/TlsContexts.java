package dev.pointsman.server.http;

import io.netty.handler.codec.http2.Http2SecurityUtil;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server's certificate and key as a TLS context, from BoringSSL where it is present and the JDK elsewhere. Reading is for a worker
 * thread; {@link #current} is for any. Only {@code refresh} writes, one call at a time (told by {@code refreshing}); the context is handed over by a volatile field.
 */
final class TlsContexts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContexts.class);

    private final FrontSettings.Tls files;
    private final boolean http2;
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile SslContext current;
    private String stamp;

    /** @throws IOException with a message for the operator when the files cannot be used */
    TlsContexts(FrontSettings.Tls files, boolean http2) throws IOException {
        this.files = files;
        this.http2 = http2;
        this.stamp = stamp();
        this.current = read();
    }

    SslContext current() {
        return current;
    }

    /** Reads the files again if they changed. Ones that cannot be used change nothing but the log. */
    void refresh() {
        if (!refreshing.compareAndSet(false, true)) {
            return;
        }
        try {
            String latest = stamp();
            if (!latest.equals(stamp)) {
                stamp = latest;
                current = read();
                LOG.info("TLS certificate {} was read again", files.certificate());
            }
        } catch (IOException broken) {
            LOG.warn("the TLS files changed and cannot be used; the former ones stay: {}", broken.getMessage());
        } finally {
            refreshing.set(false);
        }
    }

    private SslContext read() throws IOException {
        List<String> protocols = http2
                ? List.of(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1)
                : List.of(ApplicationProtocolNames.HTTP_1_1);
        try {
            CertificateKey.check(files.certificate(), files.key());
            SslContextBuilder builder = SslContextBuilder.forServer(
                            files.certificate().toFile(), files.key().toFile())
                    .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(Http2SecurityUtil.CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                    .applicationProtocolConfig(new ApplicationProtocolConfig(
                            Protocol.ALPN,
                            SelectorFailureBehavior.NO_ADVERTISE,
                            SelectedListenerFailureBehavior.ACCEPT,
                            protocols));
            Path authority = files.clientAuthority();
            if (authority != null) {
                builder.trustManager(authority.toFile())
                        .clientAuth(files.clientsMust() ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
            }
            return builder.build();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException broken) {
            throw new IOException(
                    "tls: cannot use certificate " + files.certificate() + " with key " + files.key()
                            + (files.clientAuthority() == null ? "" : " and client_ca " + files.clientAuthority())
                            + " (expected: PEM, the key in PKCS#8 and not encrypted): " + broken.getMessage(),
                    broken);
        }
    }

    private String stamp() throws IOException {
        Path authority = files.clientAuthority();
        return stamp(files.certificate()) + stamp(files.key()) + (authority == null ? "" : stamp(authority));
    }

    private static String stamp(Path file) throws IOException {
        if (!Files.isReadable(file)) {
            throw new IOException("tls: cannot read " + file);
        }
        Path real = file.toRealPath();
        return real + "|" + Files.getLastModifiedTime(real) + "|" + Files.size(real) + "|";
    }
}
