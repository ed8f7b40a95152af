package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.ledger.LedgerPlace;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageSettingsTest {
    @Test
    void storageHasItsDefaults() {
        assertThat(StorageSettings.from(Yaml.of("").node()))
                .isEqualTo(new StorageSettings(
                        LedgerPlace.sqlite(Path.of("data/ledger.db")),
                        Duration.ofDays(90),
                        Path.of("data/policies"),
                        Path.of("data/spend.journal"),
                        new StorageSettings.Keys(Path.of("data/keys.json"), false)));
    }

    @Test
    void everySettingOfStorageIsRead() {
        Yaml yaml = Yaml.of(
                "{ ledger: \"sqlite:/var/lib/x.db\", keep: 30d, history: /var/lib/policies, spend: /var/lib/spend, keys: /var/lib/keys,"
                        + " shared: none }");

        assertThat(StorageSettings.from(yaml.node()))
                .isEqualTo(new StorageSettings(
                        LedgerPlace.sqlite(Path.of("/var/lib/x.db")),
                        Duration.ofDays(30),
                        Path.of("/var/lib/policies"),
                        Path.of("/var/lib/spend"),
                        new StorageSettings.Keys(Path.of("/var/lib/keys"), true)));
        assertThat(yaml.problems()).isEmpty();
    }

    @Test
    void theLedgerCanBeAFileOfLinesOrLeftOut() {
        assertThat(StorageSettings.from(Yaml.of("ledger: \"jsonl:/var/lib/ledger.jsonl\"")
                                .node())
                        .ledger())
                .isEqualTo(LedgerPlace.jsonLines(Path.of("/var/lib/ledger.jsonl")));
        assertThat(StorageSettings.from(Yaml.of("ledger: none").node()).ledger().none())
                .isTrue();
    }

    @Test
    void theSpoolStandsBesideTheLedger() {
        assertThat(LedgerPlace.USUAL.spool()).isEqualTo(Path.of("data/ledger.spool"));
        assertThat(LedgerPlace.jsonLines(Path.of("records")).spool()).isEqualTo(Path.of("records.spool"));
        assertThat(LedgerPlace.USUAL).hasToString("sqlite:data/ledger.db");
        assertThat(LedgerPlace.NONE).hasToString("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ledger: postgresql://db/x | test.yaml:1:9: ledger: a ledger in postgresql is not available yet: use sqlite:data/ledger.db",
                "ledger: data/x | test.yaml:1:9: ledger: expected sqlite:PATH, jsonl:PATH, none or postgresql://… but found \"data/x\"",
                "ledger: \"sqlite:\" | test.yaml:1:9: ledger: expected sqlite:PATH, jsonl:PATH, none or postgresql://… but found \"sqlite:\"",
                "keep: 10m | test.yaml:1:7: keep: expected a time from 1h on",
                "{ ledger: none, keep: 9d } | test.yaml:1:23: keep: expected \"ledger: sqlite:PATH\" beside it: only that removes what is old",
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
