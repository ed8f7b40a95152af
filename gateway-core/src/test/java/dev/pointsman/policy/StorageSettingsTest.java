package dev.pointsman.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.config.Secret;
import dev.pointsman.config.Yaml;
import dev.pointsman.fleet.SharedSettings;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.PostgresAddress;
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
                        256_000_000,
                        Path.of("data/policies"),
                        Path.of("data/spend.journal"),
                        Path.of("data/learned.state"),
                        new StorageSettings.Keys(Path.of("data/keys.json"), false),
                        null,
                        null));
    }

    @Test
    void everySettingOfStorageIsRead() {
        Yaml yaml = Yaml.of(
                "{ ledger: \"sqlite:/var/lib/x.db\", keep: 30d, history: /var/lib/policies, spend: /var/lib/spend, keys: /var/lib/keys,"
                        + " learned: /var/lib/learned, shared: none, spool: 1GB, spool_folder: /spool }");

        assertThat(StorageSettings.from(yaml.node()))
                .isEqualTo(new StorageSettings(
                        LedgerPlace.sqlite(Path.of("/var/lib/x.db")).withSpool(Path.of("/spool")),
                        Duration.ofDays(30),
                        1_000_000_000,
                        Path.of("/var/lib/policies"),
                        Path.of("/var/lib/spend"),
                        Path.of("/var/lib/learned"),
                        new StorageSettings.Keys(Path.of("/var/lib/keys"), true),
                        null,
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
    void whatTextsAreKeptTakesEffectWithoutARestartAndHowLongDoesNot() {
        StorageSettings none = StorageSettings.from(Yaml.of("keep: 30d").node());
        StorageSettings some = StorageSettings.from(
                Yaml.of("{ keep: 30d, text: { of: prompt } }").node());
        StorageSettings longer = StorageSettings.from(
                Yaml.of("{ keep: 30d, text: { of: prompt, keep: 8d } }").node());
        StorageSettings other = StorageSettings.from(
                Yaml.of("{ keep: 31d, text: { of: prompt } }").node());

        assertThat(none.sameStores(some)).isTrue();
        assertThat(some.sameStores(longer)).isFalse();
        assertThat(some.sameStores(other)).isFalse();
        assertThat(none.sameValues(some)).isFalse();
        assertThat(some.sameValues(none)).isFalse();
        assertThat(some.sameValues(longer)).isFalse();
        assertThat(some.sameValues(StorageSettings.from(
                        Yaml.of("{ keep: 30d, text: { of: prompt } }").node())))
                .isTrue();
        assertThat(longer.keepText()).isEqualTo(Duration.ofDays(8));
    }

    @Test
    void textsNeedALedger() {
        Yaml yaml = Yaml.of("{ ledger: none, text: { of: prompt, keep: 1d } }");

        StorageSettings.from(yaml.node());

        assertThat(yaml.problems()).singleElement().asString().contains("there is none to keep texts in");
    }

    @Test
    void linesOfJsonKeepTextsAsLongAsTheyAreThere() {
        Yaml yaml = Yaml.of("{ ledger: \"jsonl:x\", text: { of: prompt, keep: 1d } }");

        StorageSettings.from(yaml.node());

        assertThat(yaml.problems()).singleElement().asString().contains("only these remove texts");
    }

    @Test
    void aStoreMayBeSharedByItsAddressAlone() {
        assertThat(StorageSettings.from(Yaml.of("shared: redis://r").node()).shared())
                .isEqualTo(new SharedSettings("r", 6379, 0, false, "", null, null, Duration.ofMillis(50), 1));
    }

    @Test
    void everySettingOfASharedStoreIsRead() {
        Yaml yaml = Yaml.of(
                "shared: { at: \"rediss://r:7000/3\", user: me, password: $REDIS_PASSWORD, keys: $FLEET, wait: 20ms, gateways: 3 }",
                Map.of("REDIS_PASSWORD", "secret", "FLEET", "seal"));

        SharedSettings shared = StorageSettings.from(yaml.node()).shared();

        assertThat(shared.password().reveal()).isEqualTo("secret");
        assertThat(shared.keys().reveal()).isEqualTo("seal");
        assertThat(shared)
                .isEqualTo(new SharedSettings(
                        "r", 7000, 3, true, "me", shared.password(), shared.keys(), Duration.ofMillis(20), 3));
    }

    @Test
    void theSpoolStandsBesideTheLedger() {
        assertThat(LedgerPlace.USUAL.spool()).isEqualTo(Path.of("data/ledger.spool"));
        assertThat(LedgerPlace.jsonLines(Path.of("records")).spool()).isEqualTo(Path.of("records.spool"));
        assertThat(LedgerPlace.USUAL).hasToString("sqlite:data/ledger.db");
        assertThat(LedgerPlace.NONE).hasToString("none");
    }

    @Test
    void theLedgerCanBeInPostgresqlWithItsPasswordByReference() {
        Yaml yaml = Yaml.of(
                "{ ledger: \"postgresql://gate%40way@db1:5433,[::1]/money%2Fall?sslmode=verify-full&sslrootcert=/ca.pem\","
                        + " password: $PG }",
                Map.of("PG", "s3cret"));

        StorageSettings settings = StorageSettings.from(yaml.node());

        assertThat(yaml.problems()).isEmpty();
        PostgresAddress address = settings.ledger().database();
        assertThat(address)
                .isEqualTo(new PostgresAddress(
                        "gate@way",
                        "db1:5433,[::1]",
                        "money/all",
                        "sslmode=verify-full&sslrootcert=/ca.pem",
                        new PostgresAddress.Password("$PG", Secret.of("another"))));
        assertThat(address.password().secret().reveal()).isEqualTo("s3cret");
        assertThat(settings.ledger())
                .hasToString("postgresql://gate@way@db1:5433,[::1]/money/all")
                .returns(Path.of("data/ledger.spool"), LedgerPlace::spool);
        assertThat(settings.toString()).doesNotContain("s3cret");
        assertThat(settings.spoolBytes()).isEqualTo(2_000_000_000);
    }

    @Test
    void aDatabaseMayWantNoPassword() {
        StorageSettings settings = StorageSettings.from(
                Yaml.of("{ ledger: \"postgresql://me@db/x\", keep: 30d }").node());

        assertThat(settings.ledger()).isEqualTo(LedgerPlace.postgres(new PostgresAddress("me", "db", "x", "", null)));
        assertThat(settings.keep()).isEqualTo(Duration.ofDays(30));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ledger: postgresql://db/x | test.yaml:1:9: ledger: expected postgresql://USER@HOST/DATABASE but found \"postgresql://db/x\"",
                "ledger: postgresql://u@/x | test.yaml:1:9: ledger: expected postgresql://USER@HOST/DATABASE but found \"postgresql://u@/x\"",
                "ledger: postgresql://u@db/ | test.yaml:1:9: ledger: expected postgresql://USER@HOST/DATABASE but found \"postgresql://u@db/\"",
                "ledger: postgresql://u@db/x/y | test.yaml:1:9: ledger: expected postgresql://USER@HOST/DATABASE but found \"postgresql://u@db/x/y\"",
                "ledger: \"postgresql://u@d b/x\" | test.yaml:1:9: ledger: expected postgresql://USER@HOST/DATABASE but found \"postgresql://u@d b/x\"",
                "ledger: postgresql://u:p@db/x | test.yaml:1:9: ledger: expected no password in an address: name it by reference, in storage.password",
                "ledger: \"postgresql://u@db/x?sslmod=require\" | test.yaml:1:9: ledger: unknown parameter \"sslmod\" (did you mean \"sslmode\"?)",
                "ledger: \"postgresql://u@db/x?password=p\" | test.yaml:1:9: ledger: unknown parameter \"password\"",
                "ledger: \"postgresql://u@db/x?sslmode\" | test.yaml:1:9: ledger: expected a value of parameter sslmode",
                "ledger: postgresql://u@db/x%zz | test.yaml:1:9: ledger: expected %XX with two hexadecimal digits but found \"postgresql://u@db/x%zz\"",
                "ledger: postgresql://u%00@db/x | test.yaml:1:9: ledger: expected %XX with two hexadecimal digits but found \"postgresql://u%00@db/x\"",
                "{ ledger: postgresql://u@db/x, password: s3cret } | test.yaml:1:42: password: expected a reference to a secret ($NAME or file:/path), never the secret itself",
                "password: $HOME_OF_NOBODY | test.yaml:1:11: password: expected \"ledger: postgresql://…\" beside it: only that has a password",
                "spool: 15MB | test.yaml:1:8: spool: expected a size from 16MB to 1000GB",
                "spool: 1001GB | test.yaml:1:8: spool: expected a size from 16MB to 1000GB",
                "spool: lots | test.yaml:1:8: spool: expected a size such as 64kB or 20MB but found \"lots\"",
                "spool_folder: \" \" | test.yaml:1:15: spool_folder: expected a folder such as data/ledger.spool",
                "ledger: data/x | test.yaml:1:9: ledger: expected sqlite:PATH, jsonl:PATH, none or postgresql://… but found \"data/x\"",
                "ledger: \"sqlite:\" | test.yaml:1:9: ledger: expected sqlite:PATH, jsonl:PATH, none or postgresql://… but found \"sqlite:\"",
                "keep: 10m | test.yaml:1:7: keep: expected a time from 1h on",
                "{ ledger: none, keep: 9d } | test.yaml:1:23: keep: expected \"ledger: sqlite:PATH\" or postgresql://… beside it: only these remove what is old",
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
