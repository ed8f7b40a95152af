package dev.pointsman.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.routing.rules.WrittenPattern;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
    private static final Redaction ALL = Redaction.usual();
    private static final String KEY = "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n4711\n-----END RSA PRIVATE KEY-----";

    /** One of each kind and form, each with the mark that should stand in its place. */
    static final List<List<String>> PLANTED = List.of(
            List.of("ada.lovelace+x@mail.example.co.uk", "[email]"),
            List.of("jörg@müller.example", "[email]"),
            List.of("+49 30 1234567", "[phone]"),
            List.of("+1 (555) 123-4567", "[phone]"),
            List.of("0049 171 1234567", "[phone]"),
            List.of("030/1234567", "[phone]"),
            List.of("(0171) 123 4567", "[phone]"),
            List.of("06 12 34 56 78", "[phone]"),
            List.of("555-123-4567", "[phone]"),
            List.of("(555) 123-4567", "[phone]"),
            List.of("1-555-123-4567", "[phone]"),
            List.of("01711234567", "[phone]"),
            List.of("4111 1111 1111 1111", "[card]"),
            List.of("5500-0000-0000-0004", "[card]"),
            List.of("378282246310005", "[card]"),
            List.of("DE89 3704 0044 0532 0130 00", "[iban]"),
            List.of("gb82west12345698765432", "[iban]"),
            List.of("192.168.13.254", "[ip]"),
            List.of("2001:db8::8a2e:370:7334", "[ip]"),
            List.of("fe80:0:0:0:1:2:3:4", "[ip]"),
            List.of("::1", "[ip]"),
            List.of("sk-proj-Abc123Abc123Abc123_-x", "[secret]"),
            List.of("AKIAIOSFODNN7EXAMPLE", "[secret]"),
            List.of("ghp_16C7e42F292c6912E7710c838347Ae178B4a", "[secret]"),
            List.of("xoxb-123456789012-abc", "[secret]"),
            List.of("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U", "[secret]"),
            List.of("Bearer mF_9.B5f-4.1JqM77", "[secret]"),
            List.of("basic dXNlcjpwYXNzd29yZDEyMw==", "[secret]"),
            List.of("pm-0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "[secret]"),
            List.of(KEY, "[secret]"));

    private static String redacted(String text) {
        return ALL.redact(text, text.length());
    }

    @Test
    void whatHasAKnownFormIsReplacedByItsMarkWhereverItStands() {
        for (List<String> each : PLANTED) {
            String planted = each.get(0);
            String mark = each.get(1);
            assertThat(redacted(planted)).isEqualTo(mark);
            assertThat(redacted("to " + planted + " and more")).isEqualTo("to " + mark + " and more");
            assertThat(redacted("{\"x\":\"" + planted + "\"}")).isEqualTo("{\"x\":\"" + mark + "\"}");
            assertThat(redacted("It is\n" + planted + ".")).isEqualTo("It is\n" + mark + ".");
            assertThat(redacted("<" + planted + ">, (" + planted + ")")).isEqualTo("<" + mark + ">, (" + mark + ")");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "user@localhost and @home, a @ b, x@, x@.com, x@10.de0, 7@8.9",
                "4111 1111 1111 1112 is no card, 9111111111111119 neither",
                "DE88370400440532013000 and ZZ89370400440532013000 have wrong digits or country",
                "DE893704004405320130000",
                "1.2.3, 1.2.3.4.5, 256.1.1.1, 1.2.3.4a, version 10.15.7",
                "at 12:30:45 on 2026-11-30, std::vector, a::b, Foo::Bar::baz, 1:2:3:4:5:6:7, 1::2::3, 12345::1",
                "2026-11-30 14:22, 01.12.2026 14:30, 1,000,000, 3.14159265358979, 0.123456789",
                "+12 34, 0301, 00 12, 12345678901, 123-45-6789, 555-1234, 5555-123-4567",
                "sk-learn-compatible-estimator, risk-assessment-of-4711-things-in-it, sk-short1, AKIA, eyJ",
                "the bearer of this letter, Basic understanding, bearer tokens",
                "-----BEGIN CERTIFICATE-----\nMIIB4711\n-----END CERTIFICATE-----, -----BEGIN -----",
                "ghp_, ghp_short, xoxb-1, A1B2, id x4111111111111111x and 4111111111111111x"
            })
    void whatOnlyLooksLikeItStays(String text) {
        assertThat(redacted(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @EnumSource
    void aKindThatIsNotNamedStays(Sensitive left) {
        Redaction some = Redaction.of(EnumSet.complementOf(EnumSet.of(left)), List.of());
        for (List<String> each : PLANTED) {
            String text = each.get(0);
            boolean stays = each.get(1).equals(left.mark());
            String kept = some.redact(text, text.length());
            if (stays) {
                assertThat(kept).doesNotContain(left.mark());
            } else {
                assertThat(kept).isEqualTo(each.get(1));
            }
        }
        assertThat(Redaction.NONE.redact("a@b.co", 6)).isEqualTo("a@b.co");
    }

    @Test
    void whatFollowsATokenAfterADashIsRemovedWholeToo() {
        assertThat(redacted("sk-proj-0123456789abcdefABC-4111 1111 1111 1111.")).isEqualTo("[secret].");
        assertThat(redacted("sk-proj-0123456789abcdefABC_a@b.co")).isEqualTo("[secret]");
        assertThat(redacted("sk-proj-0123456789abcdefABC, DE89370400440532013000"))
                .isEqualTo("[secret], [iban]");
    }

    @Test
    void findsThatOverlapAreOne() {
        Redaction redaction = Redaction.of(
                EnumSet.of(Sensitive.EMAIL, Sensitive.PHONE),
                List.of(pattern("/Ada.*@mail/"), pattern("/mail.example/")));

        assertThat(kept(redaction, "x Ada L. ada@mail.example y")).isEqualTo("x [redacted] y");
        assertThat(kept(redaction, "555-123-4567@mail.example!")).isEqualTo("[phone]!");
    }

    @Test
    void patternsOfThePolicysOwnAreRemovedWhereverTheyMatch() {
        Redaction redaction = Redaction.of(Set.of(), List.of(pattern("/EMP-\\d{6}/"), pattern("/projekt (\\w+)/i")));

        assertThat(redaction.slow()).isTrue();
        assertThat(ALL.slow()).isFalse();
        assertThat(kept(redaction, "EMP-123456, EMP-12345, emp-123456; Projekt Adler, a@b.co"))
                .isEqualTo("[redacted], EMP-12345, emp-123456; [redacted], a@b.co");
        assertThat(kept(Redaction.of(Set.of(), List.of(pattern("/z*/"))), "azzb"))
                .isEqualTo("a[redacted]b");
    }

    @ParameterizedTest
    @CsvSource({
        "3, 'abc'",
        "4, 'abc '",
        "5, 'abc [email]'",
        "9, 'abc [email]'",
        "10, 'abc [email]'",
        "11, 'abc [email]!'"
    })
    void whatStandsAtTheEdgeIsRemovedWholeAndNothingBehindItIsKept(int keep, String expected) {
        assertThat(ALL.redact("abc a@b.co! secret", keep)).isEqualTo(expected);
    }

    @Test
    void aTokenThatIsCutOffIsRemovedAsFarAsItGoes() {
        String web = PLANTED.get(25).get(0);
        for (int length = 13; length < web.length(); length++) {
            assertThat(redacted("x " + web.substring(0, length))).matches("x \\[secret]\\.?");
        }
        assertThat(redacted(KEY.substring(0, 45))).isEqualTo("[secret]");
    }

    /** Whatever stands around it, no planted text comes through, and time stays linear: the texts hold all signs that make a search begin. */
    @Test
    void aPlantedTextNeverComesThrough() {
        Random random = new Random(4711);
        String signs = "aZ09@:.+-( )/_eyJskAKIA\n\"#ß漢";
        for (int round = 0; round < 3_000; round++) {
            StringBuilder text = new StringBuilder();
            List<String> planted = new ArrayList<>();
            for (int part = 0; part < 6; part++) {
                for (int i = random.nextInt(12); i > 0; i--) {
                    text.append(signs.charAt(random.nextInt(signs.length())));
                }
                String each = PLANTED.get(random.nextInt(PLANTED.size())).get(0);
                planted.add(each);
                text.append(" \t").append(each).append("\r\n");
            }

            assertThat(redacted(text.toString())).doesNotContain(planted);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a@",
                "@",
                "a",
                "4",
                "4 ",
                ":",
                "1:",
                "a.",
                "+",
                "(",
                "+4",
                "-----BEGIN ",
                "DE89",
                "sk-",
                "0",
                "1.",
                "::"
            })
    void aTextThatRepeatsOneSignEndsInTime(String sign) {
        String text = sign.repeat(400_000 / sign.length());

        assertThat(redacted(text)).isNotNull();
    }

    private static String kept(Redaction redaction, String text) {
        return redaction.redact(text, text.length());
    }

    static WrittenPattern pattern(String written) {
        return Objects.requireNonNull(WrittenPattern.from(Objects.requireNonNull(
                Yaml.of("{ x: '" + written + "' }").node().at("x"))));
    }
}
