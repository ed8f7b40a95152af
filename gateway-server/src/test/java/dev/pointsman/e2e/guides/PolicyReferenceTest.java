package dev.pointsman.e2e.guides;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** The reference of the policy is that of its schema. */
class PolicyReferenceTest {
    private static final Path PAGE = Path.of("..", "docs", "policy-reference.md");

    private final PolicyReference made = PolicyReference.of(JsonMapper.shared()
            .readTree(Path.of("..", "config", "gateway.schema.json").toFile()));

    /** {@code -Dpointsman.write=true} writes the page anew. */
    @Test
    void thePageIsWhatTheSchemaSays() throws IOException {
        if (Boolean.getBoolean("pointsman.write")) {
            Files.writeString(PAGE, made.page());
        }

        assertThat(Files.readString(PAGE))
                .as("docs/policy-reference.md; to write it anew: mvn -pl gateway-server -am test"
                        + " -Dtest=PolicyReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dpointsman.write=true")
                .isEqualTo(made.page());
    }

    @Test
    void everyKeySaysWhatItIs() {
        assertThat(made.undescribed()).isEmpty();
    }

    @Test
    void everyKindThatIsNamedIsThere() {
        String page = made.page().toLowerCase(Locale.ROOT);
        Matcher link = Pattern.compile("\\]\\(#([^)]+)\\)").matcher(page);
        var named = new TreeSet<String>();
        while (link.find()) {
            named.add(link.group(1));
        }

        assertThat(named)
                .hasSizeGreaterThan(50)
                .allMatch(kind -> page.contains("\n## " + kind + "\n") || page.contains("<a id=\"" + kind + "\">"));
    }
}
