package dev.pointsman.guardrail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.guardrail.Guardrail.Stage;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextWindowTest {
    private static final String KEY = "sk-Ab3dEf6hIj9kLm2nOp5q";
    private static final List<Guardrail> ALL = guardrails("""
            [ { name: known, find: all, do: redact },
              { name: own, find: [ "/EMP-\\\\d{6}/", "/colou?r\\\\b/i" ], window: 16, do: redact },
              { name: words, words: [ falcon, project falcon, Müller ], do: redact } ]
            """);
    private static final String[] PARTS = {
        "Dear ",
        "anna.lee@example.org",
        ", ",
        " ",
        "\n",
        "card 4111 1111 1111 1111",
        "4111-1111-1111-1111 ",
        "GB82 WEST 1234 5698 7654 32",
        "GB82 WEST",
        "+49 30 1234 5678",
        "(030) 1234567",
        " 12",
        "3 ",
        "555-123-4567",
        "10.0.0.7",
        "fe80::1:2",
        KEY,
        "Bearer ",
        "abcDEF123456ghiJKL789",
        "eyJhbGciOiJIUzI1NiJ9.e30.x",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIabc\ndef\n-----END RSA PRIVATE KEY-----",
        "-----BEGIN PUBLIC",
        "EMP-123456",
        "EMP-12",
        "colour",
        "COLOR",
        "colors",
        "falcon",
        "Project Falcon",
        "falcons",
        "müller",
        "日本語",
        "。",
        "😀",
        "\"",
        "{\"a\":",
        "@",
        ":",
        "AKIAABCDEFGHIJKLMNOP",
        "-----END ",
        "Basic x"
    };

    @Test
    void whateverTheSplitTheTextIsTheSame() {
        Random random = new Random(7);
        for (int i = 0; i < 4_000; i++) {
            String text = text(random, 1 + random.nextInt(30));
            String whole = TextWindow.edited(text, false, ALL, Stage.REPLY, new Findings());
            Findings findings = new Findings();

            assertThat(split(text, random, findings)).as("%s", text).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                KEY,
                "4111 1111 1111 1111",
                "GB82 WEST 1234 5698 7654 32",
                "anna.lee@example.org",
                "EMP-123456",
                "Project Falcon",
                "+49 30 1234 5678"
            })
    void nothingOfASecretLeavesBeforeItsEnd(String secret) {
        TextWindow window = window();
        String before = "It is ";
        String text = before + secret + " indeed, and so on and on and on.";
        for (int i = 0; i < text.length(); i++) {
            window.add(text.substring(i, i + 1));
            window.decide(false);
            if (window.decided() > before.length()) {
                assertThat(window.decided()).isGreaterThanOrEqualTo(before.length() + secret.length());
            }
        }
        window.decide(true);
        assertThat(window.edited(text, 0))
                .doesNotContain(secret)
                .startsWith("It is [")
                .endsWith("] indeed, and so on and on and on.");
    }

    @Test
    void plainWordsAreHeldUntilTheyEnd() {
        TextWindow window = new TextWindow(
                guardrails("[ { name: known, find: all, do: redact } ]"), Stage.REPLY, new Findings(), false);
        window.add("The quick brown fo");
        window.decide(false);
        assertThat(window.decided()).isEqualTo("The quick brown".length());
        window.add("x jumps");
        window.decide(false);
        assertThat(window.decided()).isEqualTo("The quick brown fox".length());
    }

    @Test
    void noMoreIsHeldThanTheBoundAndALongSecretGoesWhole() {
        TextWindow window = window();
        String text = "a " + KEY + "x".repeat(30_000) + " end";
        for (int i = 0; i < text.length(); i += 100) {
            window.add(text.substring(i, Math.min(text.length(), i + 100)));
            window.decide(false);
            assertThat(window.length() - window.decided()).isLessThanOrEqualTo(TextWindow.MOST_HELD + 100);
        }
        window.decide(true);
        assertThat(window.edited(text, 0)).isEqualTo("a [secret] end");
    }

    @Test
    void aLongSecretThatIsOnlyAnnotatedStaysWhole() {
        TextWindow window = new TextWindow(
                guardrails("[ { name: a, find: secret, do: annotate } ]"), Stage.REPLY, new Findings(), false);
        String text = "a " + KEY + "x".repeat(30_000) + " end";
        for (int i = 0; i < text.length(); i += 100) {
            window.add(text.substring(i, Math.min(text.length(), i + 100)));
            window.decide(false);
        }
        window.decide(true);
        assertThat(window.edited(text, 0)).isSameAs(text);
    }

    @Test
    void aLongRunWithoutABreakGoesOnWithItsEndHeld() {
        TextWindow window = window();
        String text = "x".repeat(20_000);
        window.add(text);
        window.decide(false);
        assertThat(window.decided()).isEqualTo(20_000 - TextWindow.LOOK);
        window.decide(true);
        assertThat(window.edited(text, 0)).isSameAs(text);
    }

    @Test
    void aNumberOfJsonBecomesAString() {
        String edited = TextWindow.edited(
                "{\"n\":\"4111111111111111\",\"card\": 4111111111111111 }", true, ALL, Stage.REPLY, new Findings());
        assertThat(edited).isEqualTo("{\"n\":\"[card]\",\"card\": \"[card]\" }");
    }

    @Test
    void whatIsOnlyAnnotatedStays() {
        Findings findings = new Findings();
        String text = "mail a.b@example.org and c.d@example.org";
        List<Guardrail> annotate = guardrails("[ { name: mails, find: email, do: annotate } ]");
        assertThat(TextWindow.edited(text, false, annotate, Stage.REQUEST, findings))
                .isSameAs(text);
        assertThat(findings.header()).isEqualTo("mails;annotate=2");
        assertThat(findings.remarks()).containsExactly("guardrail mails: annotate 2 in the request");
        assertThat(findings.blockedBy()).isNull();
    }

    private static String text(Random random, int parts) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < parts; i++) {
            text.append(PARTS[random.nextInt(PARTS.length)]);
            if (random.nextBoolean()) {
                text.append(' ');
            }
        }
        return text.toString();
    }

    /** Parts as they leave, each as soon as it is decided. */
    private static String split(String text, Random random, Findings findings) {
        TextWindow window = new TextWindow(ALL, Stage.REPLY, findings, false);
        StringBuilder out = new StringBuilder();
        int left = 0;
        for (int at = 0; at < text.length(); ) {
            int end = Math.min(text.length(), at + 1 + random.nextInt(12));
            window.add(text.substring(at, end));
            window.decide(false);
            int decided = (int) window.decided();
            out.append(window.edited(text.substring(left, decided), left));
            window.passed(decided);
            left = decided;
            at = end;
        }
        window.decide(true);
        return out.append(window.edited(text.substring(left), left)).toString();
    }

    private static TextWindow window() {
        return new TextWindow(ALL, Stage.REPLY, new Findings(), false);
    }

    static List<Guardrail> guardrails(String text) {
        Yaml yaml = Yaml.of(text);
        List<Guardrail> guardrails = GuardrailSettings.listFrom(yaml.node(), List.of());
        assertThat(yaml.problems()).isEmpty();
        return guardrails;
    }
}
