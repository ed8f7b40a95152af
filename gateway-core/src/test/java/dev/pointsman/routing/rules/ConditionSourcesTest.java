package dev.pointsman.routing.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import org.junit.jupiter.api.Test;

class ConditionSourcesTest {
    @Test
    void aSourceIsKeptWithAllValuesThatRulesHoldItAgainst() {
        ConditionSources sources = sources("""
                - when: { header.x-tier: [gold, silver], input_tokens: "> 8k" }
                  then: { use: large }
                - when: { header.x-tier: bronze }
                  then: { use: small }
                """);

        assertThat(sources.of("header.x-tier")).containsExactly("gold", "silver", "bronze");
        assertThat(sources.of("input_tokens")).containsExactly("> 8k");
        assertThat(sources.looksAt("input_tokens")).isTrue();
        assertThat(sources.looksAt("text")).isFalse();
        assertThat(sources.of("text")).isEmpty();
    }

    @Test
    void conditionsInsideOthersCountAndTheirFramesDoNot() {
        ConditionSources sources = sources("""
                - when:
                    any: [{ key: ci }, { all: [{ text: urgent }, { not: { team: shop } }] }]
                  then: { use: large }
                """);

        assertThat(sources.values()).containsOnlyKeys("key", "text", "team");
        assertThat(sources.of("team")).containsExactly("shop");
    }

    @Test
    void tagsAreLookedForInTheirHeaderAndInTheMetadata() {
        ConditionSources sources = sources("- { when: { tags: [beta, eu] }, then: { use: large } }");

        assertThat(sources.values()).containsOnlyKeys("header.x-gateway-tags", "metadata.tags");
        assertThat(sources.of("header.x-gateway-tags")).containsExactly("beta", "eu");
        assertThat(sources.of("metadata.tags")).containsExactly("beta", "eu");
    }

    @Test
    void whoseShareItIsIsLookedAtAndHeldAgainstNothing() {
        ConditionSources sources = sources("- { when: { share: 5%, by: metadata.user }, then: { use: large } }");

        assertThat(sources.of("share")).containsExactly("5%");
        assertThat(sources.looksAt("metadata.user")).isTrue();
        assertThat(sources.of("metadata.user")).isEmpty();
        assertThat(sources.looksAt("by")).isFalse();
    }

    @Test
    void aSelectionLooksAtTheValuesThatItTakesFromTheRequest() {
        ConditionSources sources = sources("""
                - then:
                    require: { skills: { language: [request.language, english], region: request.header.x-land } }
                """);

        assertThat(sources.values()).containsOnlyKeys("language", "header.x-land");
    }

    @Test
    void daysWithAZoneAreHeldAgainstAllTheyName() {
        ConditionSources sources =
                sources("- { when: { weekday: { days: [mon, tue], zone: Asia/Tokyo } }, then: { use: large } }");

        assertThat(sources.of("weekday")).containsExactly("mon", "tue", "Asia/Tokyo");
    }

    @Test
    void headersAndMetadataAreNamedAndOnlyHeadersInLowerCase() {
        ConditionSources sources = sources("""
                - when: { header.X-Tier: gold, metadata.Plan: pro, "header.": odd, user: anna }
                  then: { use: large }
                """);

        assertThat(sources.named("header.")).containsExactly("x-tier");
        assertThat(sources.named("metadata.")).containsExactly("Plan");
    }

    @Test
    void whatIsNoRuleLooksAtNothing() {
        assertThat(sources("- word\n- { when: never, then: { use: large } }").values())
                .isEmpty();
    }

    private static ConditionSources sources(String rules) {
        return ConditionSources.of(Yaml.of(rules).node().items());
    }
}
