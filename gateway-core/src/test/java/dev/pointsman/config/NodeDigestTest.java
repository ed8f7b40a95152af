package dev.pointsman.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeDigestTest {
    @Test
    void layoutAndCommentsDoNotMatter() {
        assertThat(digest("{ a: [1, x], b: { c: ~ } }"))
                .isEqualTo(digest("# a comment\na:\n  - 1\n  - \"x\"\nb: { c: }\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ a: 1 } | { a: 2 }",
                "{ a: 1 } | { b: 1 }",
                "[a, b] | [ab]",
                "[[a], b] | [[a, b]]",
                "{ a: x } | [a, x]",
                "{ a: ~ } | { a: '' }"
            })
    void whatTheySayDoes(String one, String other) {
        assertThat(digest(one)).isNotEqualTo(digest(other));
    }

    @Test
    void whatIsNotThereCountsInItsPlace() {
        ConfigNode node = Yaml.of("a").node();

        assertThat(NodeDigest.of(Arrays.asList(node, null))).isNotEqualTo(NodeDigest.of(Arrays.asList(null, node)));
        assertThat(NodeDigest.of(Arrays.asList(node, null))).matches("[0-9a-f]{64}");
    }

    private static String digest(String text) {
        return NodeDigest.of(Arrays.asList(Yaml.of(text).node()));
    }
}
