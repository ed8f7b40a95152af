package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.FallbackCause;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class ErrorsGuideTest {
    private static final int COLUMNS = 7;

    @Test
    void theTableOfErrorsIsTheEnum() {
        List<List<String>> rows = Guide.of("docs/errors.md").rows().stream()
                .filter(row -> row.size() == COLUMNS)
                .map(row -> row.subList(0, COLUMNS - 1))
                .toList();

        var expected = new ArrayList<List<String>>();
        for (ErrorKind kind : ErrorKind.values()) {
            expected.add(List.of(
                    code(kind.word()),
                    Integer.toString(kind.status()),
                    code(kind.type()),
                    code(kind.code()),
                    then(kind),
                    cause(kind.fallbackCause())));
        }
        assertThat(rows).containsExactlyElementsOf(expected);
    }

    private static String then(ErrorKind kind) {
        var then = new ArrayList<String>();
        if (kind.mayRetry()) {
            then.add("retry");
        }
        if (kind.mayFallBack()) {
            then.add("fall back");
        }
        if (kind.tripsBreaker()) {
            then.add("breaker");
        }
        return then.isEmpty() ? "–" : String.join(", ", then);
    }

    private static String cause(FallbackCause cause) {
        return cause == null ? "–" : code(cause.name().toLowerCase(Locale.ROOT));
    }

    private static String code(String text) {
        return text == null ? "–" : "`" + text + "`";
    }
}
