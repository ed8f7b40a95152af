package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageSettingsTest {
    @Test
    void storageHasItsDefaults() {
        assertThat(StorageSettings.from(Yaml.of("").node()))
                .isEqualTo(new StorageSettings(
                        Path.of("data/ledger.jsonl"), Path.of("data/policies"), Path.of("data/spend.journal")));
    }

    @Test
    void everySettingOfStorageIsRead() {
        Yaml yaml = Yaml.of(
                "{ ledger: \"jsonl:/var/lib/ledger.jsonl\", history: /var/lib/policies, spend: /var/lib/spend, shared: none }");

        assertThat(StorageSettings.from(yaml.node()))
                .isEqualTo(new StorageSettings(
                        Path.of("/var/lib/ledger.jsonl"), Path.of("/var/lib/policies"), Path.of("/var/lib/spend")));
        assertThat(yaml.problems()).isEmpty();
    }

    @Test
    void theLedgerCanBeLeftOut() {
        assertThat(StorageSettings.from(Yaml.of("ledger: none").node()).ledger())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ledger: sqlite:data/ledger.db | test.yaml:1:9: ledger: a ledger in sqlite is not available yet: use jsonl:data/ledger.jsonl",
                "ledger: postgresql://db/x | test.yaml:1:9: ledger: a ledger in postgresql is not available yet: use jsonl:data/ledger.jsonl",
                "ledger: data/x | test.yaml:1:9: ledger: expected jsonl:PATH, none, sqlite:PATH or postgresql://… but found \"data/x\"",
                "history: \"a\\0b\" | test.yaml:1:10: history: expected the path of a file but found \"a\\u0000b\"",
                "history: \" \" | test.yaml:1:10: history: expected a folder such as data/policies, or none",
                "shared: redis://r:6379 | test.yaml:1:9: shared: shared storage in redis is not available yet: use none",
                "shared: memcached | test.yaml:1:9: shared: expected none or redis://… but found \"memcached\"",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        StorageSettings.from(yaml.node());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
