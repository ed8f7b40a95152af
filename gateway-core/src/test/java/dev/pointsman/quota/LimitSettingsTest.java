package dev.pointsman.quota;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LimitSettingsTest {
    @Test
    void aLimitHasItsDefaults() {
        LimitSettings limit = Limited.settings("[{ per: key, concurrent: 20 }]").get(0);

        assertThat(limit)
                .isEqualTo(new LimitSettings(
                        "key-concurrent", new Per(Per.Kind.KEY, ""), null, null, 20, null, null, Set.of(), false));
        assertThat(limit.limitsRates()).isTrue();
        assertThat(limit.covers("whoever")).isTrue();
    }

    @Test
    void everySettingOfALimitIsRead() {
        LimitSettings limit = Limited.settings("""
                        - name: shop
                          per: header.X-Region
                          for: [eu, us]
                          requests: 60/min
                          tokens: 200k/24h
                          concurrent: 3
                          spend: 20.5/day
                          then: { use: small }
                          unknown_price: allow
                        """).get(0);

        assertThat(limit.name()).isEqualTo("shop");
        assertThat(limit.per()).isEqualTo(new Per(Per.Kind.HEADER, "x-region"));
        assertThat(limit.per().word()).isEqualTo("header.x-region");
        assertThat(limit.requests()).isEqualTo(new Rate(60, Window.of("min")));
        assertThat(limit.tokens()).isEqualTo(new Rate(200_000, new Window("24h", Duration.ofDays(1), null)));
        assertThat(limit.concurrent()).isEqualTo(3);
        assertThat(limit.spend()).isEqualTo(new Rate(20_500_000_000L, Window.of("day")));
        assertThat(limit.use()).isEqualTo("small");
        assertThat(limit.only()).containsExactlyInAnyOrder("eu", "us");
        assertThat(limit.unknownPriceAllowed()).isTrue();
        assertThat(limit.covers("eu")).isTrue();
        assertThat(limit.covers("asia")).isFalse();
    }

    @Test
    void aNameIsMadeOfWhatIsLimitedAndNotOfHowMuch() {
        assertThat(Limited.settings(
                                "[{ per: team, requests: 1/s, tokens: 2/min, concurrent: 3, spend: 4/month, for: platform }]")
                        .get(0)
                        .name())
                .isEqualTo("team-requests-tokens-concurrent-spend");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[{ per: kye, requests: 1/s }] | 1:9: [0].per: expected one of key, team, user, model, provider, deployment, header.NAME but found \"kye\" (did you mean \"key\"?)",
                "[{ per: header., requests: 1/s }] | 1:9: [0].per: expected one of key, team, user, model, provider, deployment, header.NAME but found \"header.\" (did you mean \"header.NAME\"?)",
                "[{ requests: 1/s }] | 1:2: [0]: missing key \"per\"",
                "[{ per: key }] | 1:2: [0]: limits nothing (expected: requests, tokens, concurrent or spend)",
                "[{ per: key, requests: 60 }] | 1:24: [0].requests: expected an amount above 0 in a time such as 60/min, 200k/min or 1000/24h but found \"60\" (times: s, min, hour, day, week, month, or such as 90s and 24h)",
                "[{ per: key, requests: 0/min }] | 1:24: [0].requests: expected an amount above 0 in a time such as 60/min, 200k/min or 1000/24h but found \"0/min\" (times: s, min, hour, day, week, month, or such as 90s and 24h)",
                "[{ per: key, requests: 1.5/min }] | 1:24: [0].requests: expected an amount above 0 in a time such as 60/min, 200k/min or 1000/24h but found \"1.5/min\" (times: s, min, hour, day, week, month, or such as 90s and 24h)",
                "[{ per: key, tokens: 1e9/min }] | 1:22: [0].tokens: expected an amount above 0 in a time such as 60/min, 200k/min or 1000/24h but found \"1e9/min\" (times: s, min, hour, day, week, month, or such as 90s and 24h)",
                "[{ per: key, tokens: 5/fortnight }] | 1:22: [0].tokens: expected an amount above 0 in a time such as 60/min, 200k/min or 1000/24h but found \"5/fortnight\" (times: s, min, hour, day, week, month, or such as 90s and 24h)",
                "[{ per: key, concurrent: 0 }] | 1:26: [0].concurrent: expected a whole number from 1 to 1000000 but found \"0\"",
                "[{ per: deployment, for: p/s, spend: 5€/day }] | 1:38: [0].spend: expected an amount above 0 in a time such as 20/day or 5/24h (US dollars) but found \"5€/day\" (times: s, min, hour, day, week, month, or such as 90s and 24h)",
                "[{ per: key, requests: 1/s, then: refuse }] | 1:35: [0].then: expected reject or { use: MODEL } but found \"refuse\"",
                "[{ per: key, requests: 1/s, then: { use: smal } }] | 1:42: [0].then.use: unknown model \"smal\" (did you mean \"small\"?)",
                "[{ per: key, requests: 1/s, for: [wbe] }] | 1:35: [0].for[0]: unknown key \"wbe\" (did you mean \"web\"?)",
                "[{ per: team, requests: 1/s, for: platfrom }] | 1:35: [0].for: unknown team \"platfrom\" (did you mean \"platform\"?)",
                "[{ per: model, requests: 1/s, for: larg }] | 1:36: [0].for: unknown model \"larg\" (did you mean \"large\"?)",
                "[{ per: provider, requests: 1/s, for: z }] | 1:39: [0].for: unknown provider \"z\" (did you mean \"p\"?)",
                "[{ per: deployment, requests: 1/s, for: p/z }] | 1:41: [0].for: unknown deployment \"p/z\" (did you mean \"p/s\"?)",
                "[{ per: key, requests: 1/s, for: [] }] | 1:34: [0].for: expected at least one key",
                "[{ per: key, requests: 1/s }, { per: key, requests: 2/min }] | 1:31: [1]: another limit is named \"key-requests\" (expected: a name of its own, as in name: key-requests-2)",
                "[{ per: key, requests: 1/s, name: \"a b\" }] | 1:35: [0].name: expected letters, digits, dots, dashes and underscores, at most 60, but found \"a b\"",
                "[{ per: key, requests: 1/s, unknown_price: allow }] | 1:29: [0]: \"unknown_price\" has a meaning only beside \"spend\"",
                "[{ per: team, spend: 1/day, unknown_price: perhaps }] | 1:44: [0].unknown_price: expected one of refuse, allow but found \"perhaps\"",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        LimitSettings.listFrom(yaml.node(), Limited.known());

        assertThat(yaml.problems()).containsExactly("test.yaml:" + problem);
    }

    @ParameterizedTest
    @CsvSource({
        "'[{ per: key, spend: 1/day }]', true",
        "'[{ per: key, spend: 1/day, for: web }]', true",
        "'[{ per: key, spend: 1/day, for: ci }]', false",
        "'[{ per: key, spend: 1/day, unknown_price: allow }]', false",
        "'[{ per: team, spend: 1/day }]', false",
        "'[{ per: user, spend: 1/day }]', true",
        "'[{ per: model, spend: 1/day }]', true",
        "'[{ per: model, spend: 1/day, for: large }]', false",
        "'[{ per: provider, spend: 1/day, for: q }]', true",
        "'[{ per: provider, spend: 1/day, for: p }]', false",
        "'[{ per: deployment, spend: 1/day, for: q/l }]', false",
        "'[{ per: deployment, spend: 1/day, for: q/s }]', true",
    })
    void aPriceThatALimitMayNeedHasToBeKnown(String text, boolean missing) {
        Yaml yaml = Yaml.of(text);

        LimitSettings.listFrom(yaml.node(), Limited.known());

        assertThat(yaml.problems())
                .isEqualTo(
                        missing
                                ? List.of("test.yaml:1:" + (text.indexOf("1/day") + 1)
                                        + ": [0].spend: no price is known of q/s (model small) (expected: prices there or in \"prices\", or"
                                        + " unknown_price: allow here)")
                                : List.of());
    }
}
