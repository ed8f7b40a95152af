package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.catalog.Price;
import dev.pointsman.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyPricesTest {
    private static final String BEGINNING = """
            version: 1
            providers: { one: { type: fake } }
            models: { small: one/small, large: { at: one/large, price: { in: 9, out: 9 } } }
            """;

    @TempDir
    Path folder;

    @Test
    void aDeploymentIsBilledByItsOwnPriceElseByThePolicysElseByTheFiles() throws IOException {
        Files.writeString(
                folder.resolve("prices.csv"),
                "provider,model_id,mode,input_usd_per_mtok,cached_input_usd_per_mtok,cache_write_usd_per_mtok,"
                        + "output_usd_per_mtok,long_prompt_over_tokens,long_input,long_cached_input,long_output\n");

        Policy policy = load(
                BEGINNING
                        + "prices: { file: prices.csv, models: { one/small: { in: 1, out: 2 }, one/large: { in: 1, out: 2 } } }");

        assertThat(policy.catalog().deployment("one/small").price())
                .isEqualTo(new Price(1_000_000_000, 2_000_000_000, 1_000_000_000, 1_000_000_000));
        assertThat(policy.catalog().deployment("one/large").price().inputNanos())
                .isEqualTo(9_000_000_000L);
        assertThat(policy.warnings().toString()).doesNotContain("price");
    }

    @Test
    void theDayOfTheLoadTellsWhichPriceHolds() throws IOException {
        String dated = BEGINNING
                + "prices: { models: { one/small: [{ from: 2026-01-01, in: 1, out: 1 }, { from: 2026-12-01, in: 2, out: 2 }] } }";

        assertThat(load(dated).catalog().deployment("one/small").price().inputNanos())
                .isEqualTo(1_000_000_000);
    }

    @Test
    void aPriceOfNoDeploymentIsWorthALookAndAMissingFileAMistake() throws IOException {
        Policy policy = load(BEGINNING + "prices: { models: { one/smal: { in: 1, out: 2 } } }");

        assertThat(policy.warnings())
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains("prices.models.one/smal: no model has the deployment \"one/smal\""));
        assertThatThrownBy(() -> load(BEGINNING + "prices: { file: nowhere.json }"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("prices.file: there is no file");
    }

    private Policy load(String text) throws IOException {
        Path file = folder.resolve("policy.yaml");
        Files.writeString(file, text);
        Clock lastOfNovember = Clock.fixed(Instant.parse("2026-11-30T23:59:59Z"), ZoneOffset.UTC);
        return new PolicyLoader(name -> null, List.of(new Policies.FakeFactory()), List.of(), List.of(), lastOfNovember)
                .load(file);
    }
}
