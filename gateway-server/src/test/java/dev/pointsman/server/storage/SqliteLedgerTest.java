package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.LedgerReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest {
    private static final long NOW = 1_790_000_000_000L;
    private static final long DAY = 86_400_000;
    static final String WHOLE = "{\"id\":\"req_1\",\"at\":1790000000000,\"v\":2,\"policy\":\"abc\",\"endpoint\":"
            + "\"chat_completions\",\"stream\":true,\"key\":\"ci\",\"team\":\"red \\\"x\\\"\",\"asked\":\"auto\",\"rule\":\"r\","
            + "\"draw\":0.5,\"candidates\":[{\"model\":\"no\"}],\"reasons\":[\"model\"],\"attempts\":[{\"model\":\"no\",\"status\":500},"
            + "{\"status\":200}],\"usage\":{\"input\":1,\"cached\":2,\"cache_write\":3,\"output\":4,\"reasoning\":5},\"status\":200,"
            + "\"end\":\"complete\",\"model\":\"small\",\"deployment\":\"local/s\",\"cost_nano_usd\":77,\"first_output_ms\":1.5,"
            + "\"overhead_ms\":0.25,\"total_ms\":20.125,\"decision\":{\"facts\":{\"turns\":1,\"user\":\"u1\"},"
            + "\"signals\":{\"task\":\"legal\",\"confidence\":0.9},\"found\":{\"text\":[]}}}";

    @TempDir
    Path folder;

    private Path file;
    private SqliteStore store;

    private SqliteStore open() throws IOException {
        file = folder.resolve("deep/ledger.db");
        store = SqliteStore.open(
                file,
                Duration.ofDays(10),
                Duration.ofDays(3),
                Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC),
                System::nanoTime);
        return store;
    }

    @AfterEach
    void close() throws IOException {
        if (store != null) {
            store.close();
        }
    }

    @Test
    void whatPeopleFilterAndSumByStandsInColumnsAndTheRecordBesideIt() throws Exception {
        open().keep(List.of(bytes(WHOLE)));

        assertThat(query(
                        "select id, at, policy, endpoint, stream, key, team, user_id, asked, rule, task, model, deployment,"
                                + " status, outcome, cache, attempts from decisions"))
                .containsExactly("req_1|1790000000000|abc|chat_completions|1|ci|red \"x\"|u1|auto|r|legal|small|local/s"
                        + "|200|complete|null|2");
        assertThat(query("select input_tokens, cached_tokens, cache_write_tokens, output_tokens, reasoning_tokens,"
                        + " cost_nanos, first_output_ms, overhead_ms, total_ms from decisions"))
                .containsExactly("1|2|3|4|5|77|1.5|0.25|20.125");
        assertThat(query("select record, typeof(record) from decisions")).containsExactly(WHOLE + "|text");
    }

    @Test
    void pagesHoldSomeRecordsEachAndReadersNeedNotWait() throws Exception {
        open();

        assertThat(query("pragma page_size")).containsExactly("16384");
        assertThat(query("pragma journal_mode")).containsExactly("wal");
    }

    @Test
    void whatARecordDoesNotTellIsNull() throws Exception {
        open().keep(List.of(
                bytes(WHOLE),
                bytes("{\"id\":\"req_2\",\"at\":5,\"task\":null,\"cache\":\"exact\",\"usage\":{\"more\":1}}")));

        assertThat(query("select id, task, status, cache, key, cost_nanos, total_ms, input_tokens, attempts"
                        + " from decisions where at = 5"))
                .containsExactly("req_2|null|null|exact|null|null|null|null|null");
    }

    static String withText(String id, long at) {
        return "{\"id\":\"" + id + "\",\"at\":" + at
                + ",\"text\":{\"prompt\":\"p \\\"1\\\"\\n\",\"reply\":\"r\"},\"decision\":{}}";
    }

    @Test
    void textsStandInColumnsOfTheirOwnAndComeBackIntoTheLineWhereTheyAreAskedFor() throws Exception {
        open().keep(List.of(bytes(withText("a", NOW)), line("b", NOW + 1)));

        assertThat(query("select id, prompt, reply from decisions order by at"))
                .containsExactly("a|p \"1\"\n|r", "b|null|null");
        assertThat(query("select record from decisions where id = 'a'"))
                .containsExactly("{\"id\":\"a\",\"at\":" + NOW + ",\"decision\":{}}");
        LedgerReader reader = LedgerStorage.read(LedgerPlace.sqlite(file), System::nanoTime);
        assertThat(all(reader))
                .containsExactly("{\"id\":\"a\",\"at\":" + NOW + ",\"decision\":{}}", text(line("b", NOW + 1)));
        assertThat(all(reader.withText()))
                .containsExactly(
                        "{\"id\":\"a\",\"at\":" + NOW
                                + ",\"decision\":{},\"text\":{\"prompt\":\"p \\\"1\\\"\\n\",\"reply\":\"r\"}}",
                        text(line("b", NOW + 1)));
    }

    @Test
    void textsAreForgottenBeforeTheirRecordsAndAnIndexFindsThem() throws Exception {
        open();
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 1_100; i++) {
            lines.add(bytes(withText("old" + i, NOW - 3 * DAY - 1)));
        }
        lines.add(bytes(withText("just", NOW - 3 * DAY)));
        store.keep(lines);

        store.tidy();
        store.tidy();

        assertThat(query("select id from decisions where prompt is not null or reply is not null"))
                .containsExactly("just");
        assertThat(query("select count(*) from decisions")).containsExactly("1101");
        assertThat(query("explain query plan select rowid from records where (" + SqliteDatabase.WITH_TEXT
                        + ") and at < 5 order by at limit 5"))
                .singleElement()
                .asString()
                .contains("decisions_text");
    }

    @Test
    void aDatabaseOfTheFirstVersionIsReadAsItIsAndGetsColumnsOfTextsWhenItIsWritten() throws Exception {
        asBefore(1);
        LedgerReader reader = LedgerStorage.read(LedgerPlace.sqlite(file), System::nanoTime);
        assertThat(all(reader.withText()))
                .containsExactly(WHOLE.replace("\"model\":\"small\"", "\"model\":\"as it was\""));

        open().keep(List.of(bytes(withText("b", NOW))));

        assertThat(query("select id, prompt is null from decisions order by id"))
                .containsExactly("b|0", "req_1|1");
    }

    @Test
    void whatADatabaseHasWrittenBesideItsRecordsStaysAndTheNewRecordsAreReadBesideIt() throws Exception {
        asBefore(2);

        open().keep(List.of(bytes(WHOLE.replace("req_1", "req_2").replace("small", "large"))));

        assertThat(query("select id, model, task, attempts, total_ms from decisions order by id"))
                .containsExactly("req_1|as it was|legal|2|20.125", "req_2|large|legal|2|20.125");
        assertThat(query("select model from records order by id")).containsExactly("as it was", "null");
    }

    /** A database with one record as an earlier version has written it. */
    private void asBefore(int version) throws Exception {
        open().close();
        StringJoiner columns = new StringJoiner(", ", "create table decisions(", ", record text not null)");
        for (RecordColumns.Column column : RecordColumns.Column.values()) {
            if (version > 1 || !column.ofText()) {
                columns.add(column.declaration());
            }
        }
        change(
                "drop view decisions",
                "drop table records",
                columns.toString(),
                "create unique index decisions_id on decisions(id)",
                "insert into decisions(id, at, model, record) values('req_1', 1790000000000, 'as it was', '"
                        + WHOLE.replace("\"model\":\"small\"", "\"model\":\"as it was\"") + "')",
                "delete from schema_version where version > " + version);
    }

    @Test
    void aRecordThatIsNoJsonBehindItsBeginningFailsNoQueryOfTheOthers() throws Exception {
        open().keep(List.of(bytes("{\"id\":\"a\",\"at\":1,\"v\":3,\"policy\":oh"), bytes(WHOLE)));

        assertThat(query("select id, model from decisions order by id")).containsExactly("a|null", "req_1|small");
    }

    @Test
    void textsBehindTheVersionAreFoundThereAndNothingElseIsReadOfALine() throws Exception {
        String rest = ",\"asked_to\":3,\"policy\":\"abc\",\"decision\":{}}";
        open().keep(List.of(
                bytes("{\"id\":\"a\",\"at\":1,\"v\":3,\"text\":{\"prompt\":\"p\",\"reply\":\"r\"}" + rest),
                bytes("{\"id\":\"b\",\"at\":2,\"v\":3,\"policy\":\"abc\",\"text\":{\"prompt\":\"late\"}}"),
                bytes("{\"id\":\"c\",\"at\":3,\"v\":2,\"policy\":\"abc\",\"text\":{\"prompt\":\"late\"}}")));

        assertThat(query("select id, prompt, reply, policy from decisions order by id"))
                .containsExactly("a|p|r|abc", "b|null|null|abc", "c|late|null|abc");
        assertThat(query("select record from decisions where id <> 'b' order by id"))
                .containsExactly(
                        "{\"id\":\"a\",\"at\":1,\"v\":3" + rest, "{\"id\":\"c\",\"at\":3,\"v\":2,\"policy\":\"abc\"}");
    }

    private static List<String> all(LedgerReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        reader.forEach(0, Long.MAX_VALUE, (number, line, whole) -> lines.add(line));
        return lines;
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }

    @Test
    void aRecordThatIsThereIsNotKeptTwice() throws Exception {
        open().keep(List.of(line("a", NOW), line("b", NOW)));

        assertThat(store.keep(List.of(line("a", NOW), line("b", NOW), line("c", NOW))))
                .isZero();

        assertThat(query("select id from decisions order by id")).containsExactly("a", "b", "c");
    }

    @Test
    void whatIsNoRecordIsCountedAndTheOthersAreKept() throws Exception {
        int lost = open().keep(List.of(bytes("{\"id\":\"x\"}"), bytes("nonsense"), line("a", NOW), bytes("[]")));

        assertThat(lost).isEqualTo(3);
        assertThat(query("select id from decisions")).containsExactly("a");
    }

    @Test
    void aBatchOfAnyLengthIsKeptWholeWhereverSomethingElseStandsInIt() throws Exception {
        open();
        List<String> expected = new ArrayList<>();
        for (int length : new int[] {0, 1, 15, 16, 17, 31, 32, 33, 50}) {
            List<byte[]> lines = new ArrayList<>();
            for (int i = 0; i < length; i++) {
                String id = String.format("%02d-%02d", length, i);
                lines.add(line(id, NOW));
                expected.add(id);
                if (i % 7 == 3) {
                    lines.add(bytes("nonsense"));
                }
            }

            assertThat(store.keep(lines)).isEqualTo((length + 3) / 7);
        }

        assertThat(query("select id from decisions order by id")).isEqualTo(expected);
    }

    @Test
    void whatIsOlderThanThePolicyKeepsIsRemovedAndNothingElse() throws Exception {
        open();
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            lines.add(line("old" + i, NOW - 10 * DAY - 1 - i));
        }
        lines.add(line("just", NOW - 10 * DAY));
        lines.add(line("new", NOW));
        store.keep(lines);

        store.tidy();
        store.tidy();

        assertThat(query("select id from decisions order by at")).containsExactly("just", "new");
        assertThat(store.sizeBytes()).isGreaterThan(16 * 1024);
    }

    @Test
    void aLockedDatabaseFailsTheBatchAndTakesItLater() throws Exception {
        open().keep(List.of(line("a", NOW)));
        try (Connection other = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = other.createStatement()) {
            statement.execute("begin immediate");

            assertThatThrownBy(() -> store.keep(List.of(line("b", NOW))))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("another process has locked it");
            statement.execute("rollback");
        }

        assertThat(store.keep(List.of(line("b", NOW)))).isZero();
        assertThat(query("select id from decisions order by id")).containsExactly("a", "b");
    }

    @Test
    void aFileThatIsNoDatabaseIsToldInWordsAndLeftAlone() throws IOException {
        Path other = folder.resolve("deep/ledger.db");
        Files.createDirectories(other.getParent());
        Files.writeString(other, "not a database at all, and longer than a header has to be".repeat(40));

        assertThatThrownBy(this::open)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("deep/ledger.db: it is no SQLite database, or is damaged");
        assertThat(other).content().startsWith("not a database");
    }

    @Test
    void aDatabaseOfANewerGatewayIsRefused() throws Exception {
        open().close();
        query("insert into schema_version values(99, 'then') returning version");

        assertThatThrownBy(this::open).hasMessageContaining("written by a newer version of the gateway (schema 99");
    }

    @Test
    void aDatabaseIsOpenedAgainWithWhatItHolds() throws Exception {
        open().keep(List.of(line("a", NOW)));
        store.close();

        open().keep(List.of(line("b", NOW)));

        assertThat(query("select count(*) from decisions")).containsExactly("2");
        assertThat(query("select version from schema_version")).containsExactly("1", "2", "3");
    }

    @Test
    void readersFindADecisionTheNewestAndAllOfATimeWhileTheGatewayWrites() throws IOException {
        open().keep(List.of(line("c", NOW + 2), line("a", NOW), line("b", NOW + 1), line("d", NOW + 3)));
        LedgerReader reader = LedgerStorage.read(LedgerStorage.of(file), System::nanoTime);

        assertThat(reader.find("b", 1).lines()).containsExactly(text("b", NOW + 1));
        assertThat(reader.find("x", 1).lines()).isEmpty();
        assertThat(reader.newest(2, line -> !line.contains("\"c\""), Long.MAX_VALUE))
                .isEqualTo(new LedgerReader.Found(List.of(text("d", NOW + 3), text("b", NOW + 1)), false));
        assertThat(reader.newest(9, line -> true, Long.MAX_VALUE).finished()).isTrue();
        List<String> told = new ArrayList<>();
        reader.forEach(NOW, NOW + 3, (number, line, whole) -> told.add(number + " " + line + " " + whole));
        assertThat(told)
                .containsExactly(
                        "1 " + text("a", NOW) + " true",
                        "2 " + text("b", NOW + 1) + " true",
                        "3 " + text("c", NOW + 2) + " true");
    }

    @Test
    void aSearchEndsWhenItsTimeIsOver() throws IOException {
        open().keep(List.of(line("a", NOW), line("b", NOW + 1), line("c", NOW + 2)));
        long[] now = {0};
        LedgerReader reader = new SqliteReader(file, () -> now[0]++);

        assertThat(reader.newest(9, line -> true, 1).lines()).hasSize(2);
        assertThat(reader.newest(9, line -> true, 1).finished()).isFalse();
    }

    @Test
    void whereThereIsNoDatabaseNothingIsNewAndReadingAllSaysSo() throws IOException {
        LedgerReader none = LedgerStorage.read(LedgerPlace.sqlite(folder.resolve("none.db")), System::nanoTime);

        assertThat(none.newest(9, line -> true, 1).lines()).isEmpty();
        assertThatThrownBy(() -> none.forEach(0, 9, (number, line, whole) -> {}))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(LedgerStorage.of(Files.writeString(folder.resolve("lines"), "{}\n"))
                        .kind())
                .isEqualTo(LedgerPlace.Kind.JSON_LINES);
    }

    private static byte[] line(String id, long at) {
        return bytes(text(id, at));
    }

    private static String text(String id, long at) {
        return "{\"id\":\"" + id + "\",\"at\":" + at + "}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Rows, their values parted by bars. */
    private void change(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    row.append(i > 1 ? "|" : "").append(found.getString(i));
                }
                rows.add(row.toString());
            }
        }
        return rows;
    }
}
