package dev.pointsman.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate made by the JDK's keytool, as PEM files and as what a client trusts. */
public final class SelfSigned {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path certificate;
    private final Path key;
    private final KeyStore store;
    private final Certificate made;
    private final SSLContext trust;

    private SelfSigned(Path certificate, Path key, KeyStore store) throws GeneralSecurityException, IOException {
        this.certificate = certificate;
        this.key = key;
        this.store = store;
        this.made = store.getCertificate("gateway");
        this.trust = trusting(made, null);
    }

    /** For {@code localhost} and {@code 127.0.0.1}. */
    public static SelfSigned in(Path directory) throws IOException, GeneralSecurityException, InterruptedException {
        return of("dns:localhost,ip:127.0.0.1", directory);
    }

    /**
     * For other names.
     *
     * @param names as a certificate holds them: {@code dns:localhost}, {@code ip:127.0.0.1}, joined by commas
     */
    public static SelfSigned of(String names, Path directory)
            throws IOException, GeneralSecurityException, InterruptedException {
        Path file = directory.resolve("store.p12");
        keytool(names, file);
        var store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        Certificate made = store.getCertificate("gateway");
        Path certificate = pem(directory.resolve("cert.pem"), "CERTIFICATE", made.getEncoded());
        Path key = pem(
                directory.resolve("key.pem"),
                "PRIVATE KEY",
                store.getKey("gateway", PASSWORD).getEncoded());
        return new SelfSigned(certificate, key, store);
    }

    public Path certificate() {
        return certificate;
    }

    public Path key() {
        return key;
    }

    /** For a client that trusts this certificate and no other. */
    public SSLContext trust() {
        return trust;
    }

    /** For a client that trusts this certificate and no other, and shows another one as its own. */
    public SSLContext trustAs(SelfSigned client) throws GeneralSecurityException, IOException {
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(client.store, PASSWORD);
        return trusting(made, managers.getKeyManagers());
    }

    private static void keytool(String names, Path store) throws IOException, InterruptedException {
        Process tool = new ProcessBuilder(
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
                        "san=" + names,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD),
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (tool.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }

    private static Path pem(Path file, String kind, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n");
    }

    private static SSLContext trusting(Certificate certificate, KeyManager[] own)
            throws GeneralSecurityException, IOException {
        var trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("gateway", certificate);
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        var context = SSLContext.getInstance("TLS");
        context.init(own, managers.getTrustManagers(), null);
        return context;
    }
}
