package dev.pointsman.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whether a private key is that of a certificate. While both files are replaced one after the other it is not, and a context made of them would fail
 * every handshake.
 */
final class CertificateKey {
    private static final Pattern KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    /** By which each kind of key signs; other kinds are not looked at. */
    private static final Map<String, String> ALGORITHMS = Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA");

    private static final byte[] PROBE = "pointsman".getBytes(StandardCharsets.US_ASCII);

    private CertificateKey() {}

    /** @throws GeneralSecurityException where it is not, or the files hold neither */
    static void check(Path certificate, Path key) throws IOException, GeneralSecurityException {
        PublicKey known;
        try (InputStream in = Files.newInputStream(certificate)) {
            known = CertificateFactory.getInstance("X.509")
                    .generateCertificate(in)
                    .getPublicKey();
        }
        String algorithm = ALGORITHMS.get(known.getAlgorithm());
        if (algorithm == null) {
            return;
        }
        Matcher text = KEY.matcher(Files.readString(key, StandardCharsets.ISO_8859_1));
        if (!text.find()) {
            throw new InvalidKeyException("there is no key in " + key);
        }
        byte[] bytes = Base64.getMimeDecoder().decode(text.group(1));
        PrivateKey own = KeyFactory.getInstance(known.getAlgorithm()).generatePrivate(new PKCS8EncodedKeySpec(bytes));
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(own);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(known);
        signature.update(PROBE);
        if (!signature.verify(signed)) {
            throw new InvalidKeyException("the key is not that of the certificate");
        }
    }
}
