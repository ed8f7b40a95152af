package dev.pointsman.providers.bedrock.aws;

import dev.pointsman.api.Body;
import dev.pointsman.provider.UpstreamRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs requests to one service in one region (Signature Version 4). Every header of the request is signed, with {@code host} as
 * {@link dev.pointsman.provider.Target#authority} has it, but for those that proxies change; each segment of the path is encoded once more than it
 * is sent. The key made of the credentials holds for a day and is kept; safe for all loops.
 *
 * <p>Source: AWS General Reference, "Create a signed AWS API request" (2026-08), and the test suite of awslabs/aws-c-auth.
 */
public final class SigV4 {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String END = "aws4_request";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int DAY_CHARS = 8;
    private static final Set<String> UNSIGNED = Set.of(
            "accept",
            "authorization",
            "connection",
            "expect",
            "te",
            "transfer-encoding",
            "upgrade",
            "user-agent",
            "x-amzn-trace-id");

    /** A signing key and what it was made of. */
    private static final class DayKey {
        private final AwsCredentials credentials;
        private final String day;
        private final byte[] key;

        DayKey(AwsCredentials credentials, String day, byte[] key) {
            this.credentials = credentials;
            this.day = day;
            this.key = key;
        }
    }

    private final String region;
    private final String service;
    private volatile @Nullable DayKey last;

    public SigV4(String region, String service) {
        this.region = region;
        this.service = service;
    }

    /** The same request with {@code x-amz-date}, {@code x-amz-security-token} where there is one, and {@code authorization}. */
    public UpstreamRequest signed(UpstreamRequest plain, AwsCredentials credentials, Instant now) {
        String time = TIME.format(now);
        List<String> headers = new ArrayList<>(plain.headers());
        headers.add("x-amz-date");
        headers.add(time);
        String token = credentials.sessionToken();
        if (token != null) {
            headers.add("x-amz-security-token");
            headers.add(token);
        }
        headers.add("authorization");
        headers.add(authorization(plain, headers, credentials, time));
        return new UpstreamRequest(
                plain.target(),
                plain.method(),
                plain.path(),
                headers,
                plain.body(),
                plain.connectTimeout(),
                plain.dropped());
    }

    private String authorization(UpstreamRequest plain, List<String> headers, AwsCredentials credentials, String time) {
        Map<String, String> signed = new TreeMap<>();
        signed.put("host", plain.target().authority());
        for (int i = 0; i + 1 < headers.size(); i += 2) {
            if (!UNSIGNED.contains(headers.get(i))) {
                signed.merge(headers.get(i), trimmed(headers.get(i + 1)), (a, b) -> a + "," + b);
            }
        }
        String names = String.join(";", signed.keySet());
        String scope = time.substring(0, DAY_CHARS) + "/" + region + "/" + service + "/" + END;
        byte[] canonical = canonical(plain, signed, names).getBytes(StandardCharsets.UTF_8);
        String toSign = ALGORITHM + "\n" + time + "\n" + scope + "\n" + hex(digest().digest(canonical));
        byte[] signature = hmac(key(credentials, time.substring(0, DAY_CHARS)), toSign);
        return ALGORITHM + " Credential=" + credentials.accessKeyId() + "/" + scope + ", SignedHeaders=" + names
                + ", Signature=" + hex(signature);
    }

    private static String canonical(UpstreamRequest plain, Map<String, String> signed, String names) {
        String path = plain.path();
        int query = path.indexOf('?');
        StringBuilder out = new StringBuilder(512);
        out.append(plain.method()).append('\n');
        out.append(canonicalPath(query < 0 ? path : path.substring(0, query))).append('\n');
        out.append(query < 0 ? "" : canonicalQuery(path.substring(query + 1))).append('\n');
        signed.forEach(
                (name, value) -> out.append(name).append(':').append(value).append('\n'));
        return out.append('\n')
                .append(names)
                .append('\n')
                .append(bodyHash(plain.body()))
                .toString();
    }

    private static String canonicalPath(String path) {
        if (path.isEmpty()) {
            return "/";
        }
        List<String> segments = new ArrayList<>();
        for (String segment : path.split("/", -1)) {
            segments.add(UriText.encode(segment));
        }
        return String.join("/", segments);
    }

    private static String canonicalQuery(String query) {
        List<String> pairs = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!pair.isEmpty()) {
                pairs.add(UriText.encode(UriText.decode(name)) + "=" + UriText.encode(UriText.decode(value)));
            }
        }
        pairs.sort(null);
        return String.join("&", pairs);
    }

    /** Without white space around it, and with one space for several. */
    private static String trimmed(String value) {
        String plain = value.strip();
        return plain.contains("  ") ? plain.replaceAll(" +", " ") : plain;
    }

    private static String bodyHash(Body body) {
        MessageDigest digest = digest();
        body.forEach(digest::update);
        return hex(digest.digest());
    }

    private byte[] key(AwsCredentials credentials, String day) {
        DayKey known = last;
        if (known != null && known.day.equals(day) && known.credentials.same(credentials)) {
            return known.key;
        }
        byte[] secret = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
        byte[] key = hmac(hmac(hmac(hmac(secret, day), region), service), END);
        last = new DayKey(credentials, day, Arrays.copyOf(key, key.length));
        return key;
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static MessageDigest digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (GeneralSecurityException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
