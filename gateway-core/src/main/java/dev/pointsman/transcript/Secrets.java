package dev.pointsman.transcript;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds keys and tokens by their beginnings. A beginning is enough: a token that is cut off is found as far as it goes.
 *
 * <p>Forms: the providers' and platforms' own documentation, as of 2026-10; JSON web tokens RFC 7519; private keys RFC 7468.
 */
final class Secrets {
    /** A form: what it begins with and how many characters follow at least. */
    private record Form(String prefix, int least, boolean anyCase) {}

    private static final Form[] FORMS = {
        new Form("sk-", 16, false), // OpenAI, Anthropic, DeepSeek, OpenRouter and others
        new Form("pk-lf-", 16, false),
        new Form("pm-", 30, false), // this gateway's own
        new Form("sk_live_", 16, false), // Stripe
        new Form("sk_test_", 16, false),
        new Form("rk_live_", 16, false),
        new Form("rk_test_", 16, false),
        new Form("whsec_", 16, false),
        new Form("AKIA", 16, false), // AWS
        new Form("ASIA", 16, false),
        new Form("AIza", 30, false), // Google
        new Form("ya29.", 16, false),
        new Form("ghp_", 20, false), // GitHub
        new Form("gho_", 20, false),
        new Form("ghu_", 20, false),
        new Form("ghs_", 20, false),
        new Form("ghr_", 20, false),
        new Form("github_pat_", 20, false),
        new Form("glpat-", 16, false), // GitLab
        new Form("gsk_", 20, false), // Groq
        new Form("xai-", 20, false),
        new Form("hf_", 20, false), // Hugging Face
        new Form("npm_", 30, false),
        new Form("xoxb-", 10, false), // Slack
        new Form("xoxp-", 10, false),
        new Form("xoxa-", 10, false),
        new Form("xoxr-", 10, false),
        new Form("xoxs-", 10, false),
        new Form("eyJ", 10, false), // a JSON web token
        new Form("Bearer ", 16, true),
        new Form("Basic ", 12, true)
    };
    private static final Form[][] BY_FIRST = byFirst();
    private static final String KEY_BEGIN = "-----BEGIN ";
    private static final String KEY = "PRIVATE KEY";
    private static final String KEY_END = "-----END ";
    private static final String DASHES = "-----";
    private static final int LONGEST_NAME = 40;
    private static final int LOOK = 256;

    private Secrets() {}

    private static Form[][] byFirst() {
        Form[][] byFirst = new Form[128][];
        for (char first = 0; first < byFirst.length; first++) {
            List<Form> forms = new ArrayList<>();
            for (Form form : FORMS) {
                char own = form.prefix.charAt(0);
                if (own == first || (form.anyCase && Character.toLowerCase(own) == Character.toLowerCase(first))) {
                    forms.add(form);
                }
            }
            byFirst[first] = forms.toArray(Form[]::new);
        }
        return byFirst;
    }

    /** Where the token that begins there ends; -1 where none does. */
    static int token(String text, int start) {
        char first = text.charAt(start);
        if (first >= BY_FIRST.length) {
            return -1;
        }
        for (Form form : BY_FIRST[first]) {
            if (text.regionMatches(form.anyCase, start, form.prefix, 0, form.prefix.length())) {
                int from = start + form.prefix.length();
                if (mixed(text, from, form.least)) {
                    return run(text, from);
                }
            }
        }
        return -1;
    }

    private static int run(String text, int from) {
        int end = from;
        while (end < text.length() && ofToken(text.charAt(end))) {
            end++;
        }
        while (end > from && ".=/+".indexOf(text.charAt(end - 1)) >= 0 && text.charAt(end - 1) != '=') {
            end--; // of the sentence
        }
        return end;
    }

    private static boolean ofToken(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "_-.~+/=".indexOf(c) >= 0;
    }

    /** Enough characters, and no words with dashes between them: there is a digit, or there are letters of both cases, among the first ones. */
    private static boolean mixed(String text, int from, int least) {
        boolean digit = false;
        boolean upper = false;
        boolean lower = false;
        int i = from;
        int most = Math.min(text.length(), from + LOOK);
        while (i < most && ofToken(text.charAt(i))) {
            char c = text.charAt(i++);
            digit |= c >= '0' && c <= '9';
            upper |= c >= 'A' && c <= 'Z';
            lower |= c >= 'a' && c <= 'z';
        }
        return i - from >= least && (digit || (upper && lower));
    }

    /** Where the private key in PEM that begins there ends: at the end of the text where it is cut off; -1 where none begins. */
    static int privateKey(String text, int start) {
        if (!text.startsWith(KEY_BEGIN, start)) {
            return -1;
        }
        int name = start + KEY_BEGIN.length();
        int dashes = text.indexOf(DASHES, name);
        boolean one = dashes >= 0
                && dashes - name <= LONGEST_NAME
                && text.substring(name, dashes).endsWith(KEY);
        if (!one) {
            return -1;
        }
        int end = text.indexOf(KEY_END, dashes);
        int last = end < 0 ? -1 : text.indexOf(DASHES, end + KEY_END.length());
        return last < 0 ? text.length() : last + DASHES.length();
    }

    /** Whether the blank at that place stands behind the name of a token, and the text ends before it is clear whether one follows. */
    static boolean goesOn(String text, int from, int blank) {
        for (Form form : FORMS) {
            int start = blank + 1 - form.prefix.length();
            if (form.prefix.endsWith(" ")
                    && start >= from
                    && text.regionMatches(form.anyCase, start, form.prefix, 0, form.prefix.length())) {
                int at = blank + 1;
                while (at < text.length() && ofToken(text.charAt(at))) {
                    at++;
                }
                return at == text.length();
            }
        }
        return false;
    }

    /** Where a private key in PEM begins whose end, or whose name, has not come yet; the length of the text where none does. */
    static int openKey(String text, int from) {
        int length = text.length();
        for (int at = text.indexOf(KEY_BEGIN, from); at >= 0; at = text.indexOf(KEY_BEGIN, at + 1)) {
            int name = at + KEY_BEGIN.length();
            boolean unnamed = text.indexOf(DASHES, name) < 0 && length - name <= LONGEST_NAME + DASHES.length();
            if (unnamed || privateKey(text, at) == length) {
                return at;
            }
        }
        return length;
    }
}
