package dev.pointsman.providers.bedrock.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Body;
import dev.pointsman.provider.Target;
import dev.pointsman.provider.UpstreamRequest;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Signatures held against published vectors (awslabs/aws-c-auth), and against Amazon's own signer. */
class SigV4Test {
    private static final String ID = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant THEN = Instant.parse("2015-08-30T12:36:00Z");
    private static final String BODY =
            "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Hi\"}]}],\"inferenceConfig\":{\"maxTokens\":16}}";

    private static UpstreamRequest request(String host, String method, String path, List<String> headers, String body) {
        Target target = Target.of(URI.create(host.contains(":") ? "http://" + host : "https://" + host));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new UpstreamRequest(target, method, path, headers, Body.of(bytes), Duration.ofSeconds(1));
    }

    private static UpstreamRequest converse(String path) {
        return request(
                "bedrock-runtime.us-east-1.amazonaws.com",
                "POST",
                path,
                List.of("content-type", "application/json"),
                BODY);
    }

    private static String header(UpstreamRequest request, String name) {
        return request.headers().get(request.headers().indexOf(name) + 1);
    }

    private static String signature(String service, UpstreamRequest request, @Nullable String token) {
        UpstreamRequest signed =
                new SigV4("us-east-1", service).signed(request, new AwsCredentials(ID, SECRET, token), THEN);
        String authorization = header(signed, "authorization");
        return authorization.substring(authorization.indexOf("Signature=") + "Signature=".length());
    }

    @Test
    void aQueryIsSignedInTheOrderOfItsNames() {
        assertThat(signature(
                        "service",
                        request("example.amazonaws.com", "GET", "/?Param2=value2&Param1=value1", List.of(), ""),
                        null))
                .isEqualTo("b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    }

    @Test
    void aBodyIsSignedByItsHash() {
        List<String> headers = List.of(
                "content-type",
                "application/x-www-form-urlencoded",
                "content-length",
                "13",
                "x-amz-content-sha256",
                "9095672bbd1f56dfc5b65f3e153adc8731a4a654192329106275f4c7b24d0b6e");

        assertThat(signature("service", request("example.amazonaws.com", "POST", "/", headers, "Param1=value1"), null))
                .isEqualTo("d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b");
    }

    @Test
    void anEncodedModelIdIsEncodedOnceMoreForItsSignature() {
        String path = "/model/us.anthropic.claude-haiku-4-5-20251001-v1%3A0/converse";

        assertThat(signature("bedrock", converse(path), null))
                .isEqualTo("63a7cc53f8ea27140f3c355d89b9f407ad1c4131104fc399491de5e3d8f8587b");
        assertThat(signature("bedrock", converse(path), "SESSIONTOKENEXAMPLE"))
                .isEqualTo("3e94510876f429f7474a32fb48472e20ae9b4faaf0fda2cb5467f21c2c59c35a");
    }

    @Test
    void anArnIsOneSegmentOfThePath() {
        String arn = UriText.encode(
                "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0");

        assertThat(arn)
                .isEqualTo(
                        "arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Fus.anthropic.claude-haiku-4-5-20251001-v1%3A0");
        assertThat(signature("bedrock", converse("/model/" + arn + "/converse"), null))
                .isEqualTo("af17db915b882864b6ee9ffefd2275d08bd579754b97db4b3c407728b393e2af");
    }

    @Test
    void whatIsSignedIsTold() {
        UpstreamRequest signed = new SigV4("eu-west-1", "bedrock")
                .signed(converse("/model/m/converse"), new AwsCredentials(ID, SECRET, "T"), THEN);

        assertThat(header(signed, "x-amz-date")).isEqualTo("20150830T123600Z");
        assertThat(header(signed, "x-amz-security-token")).isEqualTo("T");
        assertThat(header(signed, "authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/eu-west-1/bedrock/aws4_request, "
                        + "SignedHeaders=content-type;host;x-amz-date;x-amz-security-token, Signature=");
        assertThat(signed.body().toArray()).isEqualTo(BODY.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aSignatureIsAmazonsOwnForAnyRequest() {
        Random random = new Random(17);
        String[] models = {"m", "a.b-c:0", "arn:aws:bedrock:eu-west-3:1:x/y z", "ünïcode/%41", "a+b~c*d'(e)!"};
        SigV4 signer = new SigV4("eu-west-3", "bedrock");
        for (int round = 0; round < 200; round++) {
            String path = "/base/model/" + UriText.encode(models[random.nextInt(models.length)]) + "/converse";
            String query =
                    random.nextBoolean() ? "" : "?b=" + UriText.encode(models[random.nextInt(models.length)]) + "&a";
            String host = random.nextBoolean() ? "h.example" : "127.0.0.1:" + (1024 + random.nextInt(60_000));
            String body = "{\"n\":" + round + "}";
            @Nullable String token = random.nextBoolean() ? "tok/en+" + round + "==" : null;
            Instant now = THEN.plusSeconds(random.nextInt(400_000_000));
            UpstreamRequest plain = request(
                    host,
                    "POST",
                    path + query,
                    List.of(
                            "content-type",
                            "application/json",
                            "accept",
                            "*/*",
                            "x-odd",
                            "  two   spaces ",
                            "x-amz-content-sha256",
                            hash(body)),
                    body);

            UpstreamRequest signed = signer.signed(plain, new AwsCredentials(ID + round % 3, SECRET, token), now);

            assertThat(header(signed, "authorization"))
                    .as("%s %s", host, plain.path())
                    .isEqualTo(amazons(signed, ID + round % 3, token, now));
        }
    }

    /** Amazon's signer tells it, too. */
    private static String hash(String body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException everyPlatformHasIt) {
            throw new IllegalStateException(everyPlatformHasIt);
        }
    }

    /** What Amazon's signer says of the same request, with all that ours has signed but its own. */
    private static String amazons(UpstreamRequest request, String id, @Nullable String token, Instant now) {
        Target target = request.target();
        SdkHttpRequest.Builder builder = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(URI.create((target.tls() ? "https://" : "http://") + target.authority() + request.path()));
        List<String> ours = new ArrayList<>(
                List.of("authorization", "x-amz-date", "x-amz-security-token", "accept", "x-amz-content-sha256"));
        for (int i = 0; i < request.headers().size(); i += 2) {
            if (!ours.contains(request.headers().get(i))) {
                builder.putHeader(request.headers().get(i), request.headers().get(i + 1));
            }
        }
        AwsCredentialsIdentity identity = token == null
                ? AwsCredentialsIdentity.create(id, SECRET)
                : AwsSessionCredentialsIdentity.create(id, SECRET, token);
        byte[] body = request.body().toArray();
        String told = AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(identity)
                        .request(builder.build())
                        .payload(() -> new ByteArrayInputStream(body))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-3")
                        .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
                .request()
                .firstMatchingHeader("Authorization")
                .orElseThrow();
        return told;
    }
}
