package dev.pointsman.server.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.config.Secret;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.PostgresAddress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real server; the days are those of its clock. */
class PostgresLedgerTest {
    private static final long DAY = 86_400_000;
    private static final Duration KEEP = Duration.ofDays(10);
    private static final Duration KEEP_TEXT = Duration.ofDays(3);

    @TempDir
    private static Path folder;

    private static RunningPostgres postgres;

    private final List<PostgresStore> stores = new ArrayList<>();
    private PostgresAddress database;
    private long noon;
    private long nanos;

    @BeforeAll
    static void startPostgres() throws IOException {
        postgres = RunningPostgres.in(folder);
    }

    @AfterAll
    static void stopPostgres() throws IOException {
        postgres.close();
    }

    @BeforeEach
    void makeDatabase() throws Exception {
        database = postgres.database();
        noon = Long.parseLong(postgres.query(database, "select extract(epoch from now())::bigint / 86400 * 86400000")
                        .get(0))
                + DAY / 2;
    }

    @AfterEach
    void close() {
        stores.forEach(PostgresStore::close);
    }

    private PostgresStore open() {
        return open(database);
    }

    private PostgresStore open(PostgresAddress address) {
        PostgresStore store = new PostgresStore(address, KEEP, KEEP_TEXT, () -> nanos);
        stores.add(store);
        return store;
    }

    @Test
    void anEmptyDatabaseGetsTheTablesAndTheDaysAheadBeforeThereIsARecord() throws Exception {
        open().tidy();

        assertThat(postgres.query(database, "select version, success from pointsman_schema_history order by version"))
                .contains("1|t");
        assertThat(days()).containsExactly(name(0), name(1), name(2));
    }

    @Test
    void aSchemaThatHoldsOtherTablesIsUsedAsItIs() throws Exception {
        postgres.query(database, "create table theirs(a int)");

        open().keep(List.of(line("a", noon)));

        assertThat(postgres.query(database, "select count(*) from decisions, theirs"))
                .containsExactly("0");
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void whatPeopleFilterAndSumByStandsInColumnsAndTheRecordBesideIt() throws Exception {
        String whole = SqliteLedgerTest.WHOLE.replace("1790000000000", Long.toString(noon));

        open().keep(List.of(bytes(whole)));

        assertThat(postgres.query(
                        database,
                        "select id, at, policy, endpoint, stream, key, team, user_id, asked, rule, task, model, deployment,"
                                + " status, outcome, cache, attempts, input_tokens, cached_tokens, cache_write_tokens,"
                                + " output_tokens, reasoning_tokens, cost_nanos, first_output_ms, overhead_ms, total_ms,"
                                + " saved_nanos from decisions"))
                .containsExactly("req_1|" + noon + "|abc|chat_completions|1|ci|red \"x\"|u1|auto|r|legal|small|local/s"
                        + "|200|complete|null|2|1|2|3|4|5|77|1.5|0.25|20.125|null");
        assertThat(postgres.query(database, "select record from decisions")).containsExactly(whole);
        assertThat(postgres.query(database, "select record::jsonb->'usage'->>'output' from decisions"))
                .containsExactly("4");
    }

    @Test
    void textsStandInColumnsOfTheirOwnAndAreForgottenBeforeTheirRecords() throws Exception {
        PostgresStore store = open();
        store.keep(List.of(
                bytes(SqliteLedgerTest.withText("old", noon - 4 * DAY)),
                bytes(SqliteLedgerTest.withText("new", noon)),
                line("none", noon)));
        List<String> lines = new ArrayList<>();
        LedgerReader reader = new PostgresReader(database, () -> nanos);

        reader.withText().forEach(0, Long.MAX_VALUE, (number, text, whole) -> lines.add(text));

        assertThat(lines)
                .filteredOn(each -> each.contains("\"new\""))
                .containsExactly("{\"id\":\"new\",\"at\":" + noon
                        + ",\"decision\":{},\"text\":{\"prompt\":\"p \\\"1\\\"\\n\",\"reply\":\"r\"}}");
        assertThat(reader.find("new", 1).lines())
                .containsExactly("{\"id\":\"new\",\"at\":" + noon + ",\"decision\":{}}");
        nanos += Duration.ofMinutes(2).toNanos();
        store.tidy();
        assertThat(postgres.query(database, "select id, prompt is null, reply from decisions order by id"))
                .containsExactly("new|f|r", "none|t|null", "old|t|null");
    }

    @Test
    void aRecordThatIsThereIsNotKeptTwice() throws Exception {
        PostgresStore store = open();
        store.keep(List.of(line("a", noon), line("b", noon)));

        assertThat(store.keep(List.of(line("a", noon), line("b", noon), line("c", noon), line("c", noon))))
                .isZero();
        assertThat(store.keep(List.of(line("d", noon)))).isZero();

        assertThat(ids()).containsExactly("a", "b", "c", "d");
    }

    @Test
    void whatIsNoRecordIsCountedAndTheOthersAreKept() throws Exception {
        int lost =
                open().keep(List.of(bytes("{\"id\":\"x\"}"), bytes("no"), line("a", noon), line("z", Long.MAX_VALUE)));

        assertThat(lost).isEqualTo(3);
        assertThat(ids()).containsExactly("a");
    }

    @Test
    void aRecordWhoseTextTheServerRefusesIsLostAloneAndDoesNotHoldUpTheOthers() throws Exception {
        byte[] broken = line("b?", noon);
        broken[8] = (byte) 0xff;
        List<byte[]> lines = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            lines.add(line("a" + i, noon));
        }
        lines.add(3, broken);
        lines.set(1, bytes("{\"id\":\"a1\",\"at\":" + noon + ",\"team\":\"x\\u0000y\"}"));

        assertThat(open().keep(lines)).isEqualTo(1);

        assertThat(ids()).containsExactly("a0", "a1", "a2", "a3", "a4");
        assertThat(postgres.query(database, "select team from decisions where id = 'a1'"))
                .containsExactly("x\uFFFDy");
    }

    @Test
    void aLateRecordGetsItsDayUnlessThatIsOlderThanThePolicyKeeps() throws Exception {
        int lost = open().keep(List.of(
                line("now", noon),
                line("late", noon - 9 * DAY),
                line("edge", noon - 10 * DAY - DAY / 2),
                line("old", noon - 11 * DAY),
                line("ahead", noon + 40 * DAY)));

        assertThat(lost).isZero();
        assertThat(ids()).containsExactly("ahead", "edge", "late", "now");
        assertThat(days()).containsExactly(name(-10), name(-9), name(0), name(1), name(2), name(40));
    }

    @Test
    void aDayThatIsOlderThanThePolicyKeepsIsDroppedAMinuteLater() throws Exception {
        PostgresStore generous = new PostgresStore(database, Duration.ofDays(1_000), KEEP_TEXT, () -> nanos);
        stores.add(generous);
        generous.keep(
                List.of(line("old", noon - 30 * DAY), line("last", noon - 11 * DAY), line("kept", noon - 9 * DAY)));
        PostgresStore store = open();
        store.tidy();
        assertThat(ids()).containsExactly("kept");
        assertThat(days()).containsExactly(name(-9), name(0), name(1), name(2));
        generous.keep(List.of(line("old", noon - 40 * DAY)));

        nanos += TimeUnit.SECONDS.toNanos(59);
        store.tidy();
        assertThat(days()).hasSize(5);

        nanos += TimeUnit.SECONDS.toNanos(1);
        store.tidy();
        assertThat(days()).hasSize(4);
        assertThat(store.sizeBytes()).isPositive();
    }

    @Test
    void aDayThatAnotherGatewayDroppedFailsTheBatchOnceAndIsMadeAgain() throws Exception {
        PostgresStore store = open();
        store.keep(List.of(line("a", noon - 3 * DAY)));
        postgres.query(database, "drop table " + name(-3));

        assertThatThrownBy(() -> store.keep(List.of(line("b", noon - 3 * DAY)))).isInstanceOf(IOException.class);

        assertThat(store.keep(List.of(line("b", noon - 3 * DAY)))).isZero();
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void aDatabaseThatWasMadeAnewGetsItsTablesAgain() throws Exception {
        PostgresStore store = open();
        store.keep(List.of(line("a", noon)));
        postgres.query(database, "drop table decisions, pointsman_schema_history");

        assertThatThrownBy(() -> store.keep(List.of(line("b", noon)))).isInstanceOf(IOException.class);

        assertThat(store.keep(List.of(line("b", noon)))).isZero();
        assertThat(ids()).containsExactly("b");
    }

    @Test
    void aDayThatSomebodyReadsIsDroppedLaterAndHoldsUpNobody() throws Exception {
        PostgresStore generous = new PostgresStore(database, Duration.ofDays(1_000), KEEP_TEXT, () -> nanos);
        stores.add(generous);
        generous.keep(List.of(line("old", noon - 30 * DAY)));
        PostgresStore store = open();
        LedgerReader reader = new PostgresReader(database, () -> 0);

        reader.forEach(0, Long.MAX_VALUE, (number, line, whole) -> {
            assertThat(keep(store, line("new", noon))).isZero();
        });
        assertThat(ids()).containsExactly("new", "old");

        nanos += TimeUnit.MINUTES.toNanos(1);
        store.tidy();
        assertThat(ids()).containsExactly("new");
    }

    @Test
    void gatewaysThatStartAtOnceMakeOneSchemaAndLoseNothing() throws Exception {
        int gateways = 4;
        ExecutorService threads = Executors.newFixedThreadPool(gateways);
        CyclicBarrier start = new CyclicBarrier(gateways);
        List<Future<Integer>> running = new ArrayList<>();
        for (int i = 0; i < gateways; i++) {
            PostgresStore store = open();
            String name = "g" + i;
            Callable<Integer> gateway = () -> {
                start.await();
                return store.keep(List.of(line(name, noon), line("all", noon), line(name + "late", noon - 5 * DAY)));
            };
            running.add(threads.submit(gateway));
        }
        for (Future<Integer> each : running) {
            assertThat(each.get(60, TimeUnit.SECONDS)).isZero();
        }
        threads.shutdown();

        assertThat(ids()).containsExactly("all", "g0", "g0late", "g1", "g1late", "g2", "g2late", "g3", "g3late");
        assertThat(postgres.query(database, "select count(*) from pointsman_schema_history where version = '1'"))
                .containsExactly("1");
    }

    @Test
    void readersFindADecisionTheNewestAndAllOfATime() throws Exception {
        open().keep(List.of(
                line("c", noon + 2),
                line("a", noon - DAY),
                line("b", noon + 1),
                line("d", noon + 3),
                line("e", noon + DAY)));
        LedgerReader reader = LedgerStorage.read(LedgerPlace.postgres(database), System::nanoTime);

        assertThat(reader.find("b", 1).lines()).containsExactly(text("b", noon + 1));
        assertThat(reader.find("x", 1).lines()).isEmpty();
        assertThat(reader.newest(2, line -> !line.contains("\"d\""), Long.MAX_VALUE))
                .isEqualTo(new LedgerReader.Found(List.of(text("e", noon + DAY), text("c", noon + 2)), false));
        assertThat(reader.newest(9, line -> true, Long.MAX_VALUE).finished()).isTrue();
        assertThat(reader.newest(0, line -> true, Long.MAX_VALUE).lines()).isEmpty();
        List<String> told = new ArrayList<>();
        reader.forEach(noon - DAY, noon + 3, (number, line, whole) -> told.add(number + " " + line + " " + whole));
        assertThat(told)
                .containsExactly(
                        "1 " + text("a", noon - DAY) + " true",
                        "2 " + text("b", noon + 1) + " true",
                        "3 " + text("c", noon + 2) + " true");
        assertThat(reader.sizeBytes()).isPositive();
    }

    @Test
    void allOfManyAreReadInOrderAndASearchEndsWhenItsTimeIsOver() throws Exception {
        PostgresStore store = open();
        store.keep(
                IntStream.range(0, 1_000).mapToObj(i -> line("r" + i, noon + i)).toList());
        long[] now = {0};
        LedgerReader reader = new PostgresReader(database, () -> now[0]++);

        List<String> told = new ArrayList<>();
        reader.forEach(0, Long.MAX_VALUE, (number, line, whole) -> told.add(line));

        assertThat(told)
                .isEqualTo(IntStream.range(0, 1_000)
                        .mapToObj(i -> text("r" + i, noon + i))
                        .toList());
        assertThat(reader.newest(9, line -> true, 1).lines()).hasSize(2);
        assertThat(reader.newest(9, line -> true, 1).finished()).isFalse();
    }

    @Test
    void whereNoGatewayHasBeenNothingIsFoundAndReadingAllSaysSo() throws Exception {
        LedgerReader reader = new PostgresReader(database, () -> 0);

        assertThat(reader.find("x", 1).lines()).isEmpty();
        assertThat(reader.newest(9, line -> true, 1).lines()).isEmpty();
        assertThatThrownBy(() -> reader.forEach(0, 9, (number, line, whole) -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(database + ": no gateway has made its tables yet");
    }

    @Test
    void aReaderCannotWrite() throws Exception {
        open().tidy();

        try (var connection = new PostgresDatabase(database).read();
                var statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("delete from decisions"))
                    .hasMessageContaining("read-only transaction");
        }
    }

    @Test
    void whatIsWrongWithTheServerIsToldInWordsAndWithoutThePassword() throws Exception {
        PostgresAddress gone = new PostgresAddress(
                "postgres", "127.0.0.1:1", "x", "", new PostgresAddress.Password("$P", Secret.of("s3cret")));
        PostgresAddress none = new PostgresAddress("postgres", database.hosts(), "none", "", null);
        PostgresAddress nobody = new PostgresAddress("nobody", database.hosts(), database.database(), "", null);

        assertThatThrownBy(() -> open(gone).keep(List.of(line("a", noon))))
                .hasMessage("ledger postgresql://postgres@127.0.0.1:1/x: the server cannot be reached");
        assertThatThrownBy(() -> new PostgresReader(gone, () -> 0).find("a", 1))
                .hasMessage("ledger postgresql://postgres@127.0.0.1:1/x: the server cannot be reached");
        assertThatThrownBy(() -> open(none).tidy()).hasMessageEndingWith("/none: there is no such database");
        assertThatThrownBy(() -> open(nobody).tidy())
                .hasMessageEndingWith(": the server refuses the user or the password");
    }

    @Test
    void aPasswordIsAskedForAtEachConnectionAndParametersReachTheServer() throws Exception {
        postgres.query(database, "create role gate login password 'first'");
        postgres.query(database, "create schema own authorization gate");
        postgres.askForPasswordOf("gate");
        String[] password = {"first"};
        PostgresAddress address = new PostgresAddress(
                "gate",
                database.hosts(),
                database.database(),
                "currentSchema=own",
                new PostgresAddress.Password("$P", Secret.from(() -> password[0])));
        PostgresStore store = open(address);
        store.keep(List.of(line("a", noon)));

        postgres.query(database, "alter role gate password 'second'");
        postgres.query(database, "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'gate'");
        assertThatThrownBy(() -> store.keep(List.of(line("b", noon)))).isInstanceOf(IOException.class); // it was cut
        assertThatThrownBy(() -> store.keep(List.of(line("b", noon))))
                .hasMessageEndingWith(": the server refuses the user or the password");
        password[0] = "second";
        store.keep(List.of(line("b", noon)));

        assertThat(postgres.query(database, "select id from own.decisions order by id"))
                .containsExactly("a", "b");
        assertThat(new PostgresReader(address, () -> 0).find("b", 1).lines()).hasSize(1);
    }

    private static int keep(PostgresStore store, byte[] line) {
        try {
            return store.keep(List.of(line));
        } catch (IOException failed) {
            throw new AssertionError(failed);
        }
    }

    private List<String> ids() throws Exception {
        return postgres.query(database, "select id from decisions order by id");
    }

    private List<String> days() throws Exception {
        return postgres.query(
                database,
                "select inhrelid::regclass::text from pg_inherits where inhparent = 'decisions'::regclass order by 1");
    }

    private String name(int fromToday) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(noon, DAY) + fromToday);
        return "decisions_"
                + day.atStartOfDay().atOffset(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd"));
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
}
