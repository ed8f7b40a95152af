package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Yaml;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.ledger.LedgerPlace;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
                        null));
    }

    @Test
    void everySettingOfStorageIsRead() {
        Yaml yaml = Yaml.of(
                "{ ledger: \"sqlite:/var/lib/x.db\", keep: 30d, history: /var/lib/policies, spend: /var/lib/spend,"
                        + " shared: none }");

        assertThat(StorageSettings.from(yaml.node()))
                .isEqualTo(new StorageSettings(
                        LedgerPlace.sqlite(Path.of("/var/lib/x.db")),
                        Duration.ofDays(30),
                        Path.of("/var/lib/policies"),
                        Path.of("/var/lib/spend"),
                        null));
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
    void aStoreMayBeSharedByItsAddressAlone() {
        assertThat(StorageSettings.from(Yaml.of("shared: redis://r").node()).shared())
                .isEqualTo(new SharedSettings("r", 6379, 0, false, "", null, Duration.ofMillis(50), 1));
    }

    @Test
    void everySettingOfASharedStoreIsRead() {
        Yaml yaml = Yaml.of(
                "shared: { at: \"rediss://r:7000/3\", user: me, password: $REDIS_PASSWORD, wait: 20ms, gateways: 3 }",
                Map.of("REDIS_PASSWORD", "secret"));

        SharedSettings shared = StorageSettings.from(yaml.node()).shared();

        assertThat(shared.password().reveal()).isEqualTo("secret");
        assertThat(shared)
                .isEqualTo(new SharedSettings("r", 7000, 3, true, "me", shared.password(), Duration.ofMillis(20), 3));
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
                "{ ledger: none, keep: 9d } | test.yaml:1:23: keep: only a ledger of sqlite:PATH removes what is old",
                "history: \"a\\0b\" | test.yaml:1:10: history: expected the path of a file but found \"a\\u0000b\"",
                "history: \" \" | test.yaml:1:10: history: expected a folder such as data/policies, or none",
                "shared: memcached | test.yaml:1:9: shared: expected none or redis://HOST:PORT/DATABASE or rediss://… but found \"memcached\"",
                "shared: redis://r:6379/x | test.yaml:1:9: shared: expected none or redis://HOST:PORT/DATABASE or rediss://… but found \"redis://r:6379/x\"",
                "shared: \"redis://me:secret@r\" | test.yaml:1:9: shared: has a name or a password in it (expected: { at: redis://r, user: NAME, password: $NAME })",
                "shared: \"http://me:secret@r\" | test.yaml:1:9: shared: expected none or redis://HOST:PORT/DATABASE or rediss://… but found \"…\"",
                "shared: { wait: 1ms } | test.yaml:1:9: shared: missing key \"at\"",
                "shared: { at: \"redis://r\", wait: 2s } | test.yaml:1:34: shared.wait: expected a time from 1ms to 1s",
                "shared: { at: none } | test.yaml:1:15: shared.at: expected redis://HOST:PORT/DATABASE or rediss://… but found \"none\"",
                "shared: { at: \"redis://r\", gateways: 0 } | test.yaml:1:38: shared.gateways: expected a whole number from 1 to 1000 but found \"0\"",
                "shared: { at: \"redis://r\", password: secret } | test.yaml:1:38: shared.password: expected a reference to a secret ($NAME or file:/path), never the secret itself",
            })
    void aMistakeIsToldWithItsPlace(String text, String problem) {
        Yaml yaml = Yaml.of(text);

        StorageSettings.from(yaml.node());

        assertThat(yaml.problems()).containsExactly(problem);
    }
}
