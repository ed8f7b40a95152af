package dev.pointsman.providers.bedrock;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Names as Bedrock takes them: ids of calls, and names of documents, which are unique in a request. */
final class Names {
    private static final int MOST_ID = 64;
    private static final int MOST_DOCUMENT = 200;
    private static final int MISTRAL_ID = 9;

    private final boolean mistral;
    private final Set<String> documents = new HashSet<>();

    /** {@code mistral}: ids are nine letters or digits. */
    Names(boolean mistral) {
        this.mistral = mistral;
    }

    /** An id that fits; one that does not is rewritten, the same way wherever it stands. */
    String id(String id) {
        return mistral ? ofMistral(id) : plain(id);
    }

    private static String plain(String id) {
        boolean fits = !id.isEmpty() && id.length() <= MOST_ID;
        StringBuilder plain = new StringBuilder(MOST_ID);
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean kept = alphanumeric(c) || c == '_' || c == '.' || c == ':' || c == '-';
            fits &= kept;
            if (i < MOST_ID - 9) {
                plain.append(kept ? c : '_');
            }
        }
        return fits
                ? id
                : plain.append('_')
                        .append(String.format(Locale.ROOT, "%08x", checksum(id)))
                        .toString();
    }

    private static String ofMistral(String id) {
        boolean fits = id.length() == MISTRAL_ID && id.chars().allMatch(c -> alphanumeric((char) c));
        return fits ? id : String.format(Locale.ROOT, "%08xz", checksum(id));
    }

    private static long checksum(String text) {
        CRC32 sum = new CRC32();
        sum.update(text.getBytes(StandardCharsets.UTF_8));
        return sum.getValue();
    }

    /** A name for a document: of letters, digits, single spaces, {@code - ( ) [ ]}; made up where the file has none. */
    String document(@Nullable String file) {
        StringBuilder name = new StringBuilder();
        String given = file == null ? "" : file;
        for (int i = 0; i < given.length() && name.length() < MOST_DOCUMENT - 8; i++) {
            char c = given.charAt(i);
            boolean kept = alphanumeric(c) || "-()[] ".indexOf(c) >= 0;
            boolean doubled = c == ' ' && (name.isEmpty() || name.charAt(name.length() - 1) == ' ');
            if (!doubled) {
                name.append(kept ? c : '-');
            }
        }
        String plain = name.toString().strip();
        String base = plain.isEmpty() ? "Document" : plain;
        String unique = plain.isEmpty() ? "Document 1" : plain;
        for (int i = 2; !documents.add(unique); i++) {
            unique = base + " " + i;
        }
        return unique;
    }

    private static boolean alphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
