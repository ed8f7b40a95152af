package dev.pointsman.ledger.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerSpoolTest {
    private static final LedgerSpool.Limits SMALL = new LedgerSpool.Limits(64 * 1024, 3);
    private static final int ALL = 1 << 20;

    @TempDir
    Path folder;

    private final List<LedgerSpool> open = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (LedgerSpool each : open) {
            each.close();
        }
    }

    @Test
    void recordsComeOutInTheOrderInWhichTheyWentInUntilTheyAreDrained() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        append(spool, "one");
        append(spool, "two, which is longer");

        assertThat(take(spool, 1)).containsExactly("one");
        assertThat(take(spool, ALL)).containsExactly("one", "two, which is longer");
        assertThat(spool.waiting()).isEqualTo(2);
        spool.drained();

        append(spool, "three");
        assertThat(take(spool, ALL)).containsExactly("three");
        assertThat(spool.waiting()).isEqualTo(1);
    }

    @Test
    void noMoreBytesAreTakenThanAskedForButForOneRecord() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        append(spool, "12345");
        append(spool, "67890");

        assertThat(spool.take(ALL, 5)).hasSize(1);
        assertThat(spool.take(ALL, 6)).hasSize(2);
    }

    @Test
    void whatWasNotDrainedIsThereAfterTheProcessWasKilled() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        for (int i = 0; i < 900; i++) {
            append(spool, record(i));
        }
        assertThat(take(spool, 300)).hasSize(300);
        spool.drained();

        LedgerSpool next = open(killed("a"), SMALL);

        assertThat(take(next, ALL)).hasSize(600).startsWith(record(300)).endsWith(record(899));
        append(next, "after");
        assertThat(take(next, ALL)).hasSize(601).endsWith("after");
        next.drained();
        assertThat(take(open(killed("a-killed"), SMALL), ALL)).isEmpty();
    }

    @Test
    void aRecordThatWasBeingWrittenAtTheKillIsCutOffAndThoseBehindItAreKept() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        append(spool, record(1));
        append(spool, record(2));
        append(spool, record(3));
        Path copy = killed("a");
        try (Stream<Path> files = Files.list(copy);
                RandomAccessFile torn = new RandomAccessFile(
                        files.filter(file -> file.endsWith("1.spool"))
                                .findFirst()
                                .orElseThrow()
                                .toFile(),
                        "rw")) {
            torn.seek(Segment.HEADER + Segment.FRAME + 80L);
            torn.writeInt(0); // its length was not set yet
        }

        assertThat(take(open(copy, SMALL), ALL)).containsExactly(record(1), record(3));
    }

    @Test
    void aRecordThatDoesNotMatchItsChecksumIsCutOff() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        append(spool, record(1));
        append(spool, record(2));
        Path copy = killed("a");
        try (RandomAccessFile torn =
                new RandomAccessFile(copy.resolve("1.spool").toFile(), "rw")) {
            torn.seek(Segment.HEADER + Segment.FRAME + 20L);
            torn.write('#');
        }

        assertThat(take(open(copy, SMALL), ALL)).containsExactly(record(2));
    }

    @Test
    void aFileThatHoldsNothingWholeIsGivenUp() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        append(spool, record(1));
        Path copy = killed("a");
        try (RandomAccessFile torn =
                new RandomAccessFile(copy.resolve("1.spool").toFile(), "rw")) {
            torn.seek(Segment.HEADER);
            torn.writeInt(0);
        }
        LedgerSpool next = open(copy, SMALL);
        assertThat(copy.resolve("1.spool")).exists();

        assertThat(take(next, ALL)).isEmpty();
        next.drained();

        assertThat(copy.resolve("1.spool")).doesNotExist();
    }

    @Test
    void aFullSpoolRefusesAndTakesAgainOnceSomethingIsDrained() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        int taken = 0;
        while (append(spool, record(taken))) {
            taken++;
        }
        assertThat(taken).isBetween(2_200, 2_500); // three files of 64 kB, 80 bytes a record
        assertThat(spool.sizeBytes()).isEqualTo(3 * 64 * 1024);

        assertThat(take(spool, ALL)).hasSize(taken);
        spool.drained();

        assertThat(append(spool, "again")).isTrue();
        assertThat(take(spool, ALL)).containsExactly("again");
    }

    @Test
    void moreGoesThroughThanFitsAndNoFileIsLeftAtTheEnd() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        for (int i = 0; i < 20_000; i++) {
            assertThat(append(spool, record(i))).isTrue();
            if (i % 500 == 499) {
                assertThat(take(spool, ALL))
                        .hasSize(500)
                        .startsWith(record(i - 499))
                        .endsWith(record(i));
                spool.drained();
            }
        }
        spool.close();

        try (Stream<Path> files = Files.list(folder.resolve("a"))) {
            assertThat(files).containsExactly(folder.resolve("a").resolve("lock"));
        }
    }

    @Test
    void filesOfABacklogGiveTheirRoomBackAndAreUsedForTheNext() throws IOException {
        LedgerSpool spool = open("a", new LedgerSpool.Limits(64 * 1024, 20));
        Set<Path> first = backlog(spool);
        for (int i = 0; i < 3; i++) {
            assertThat(backlog(spool)).isEqualTo(first);
        }
    }

    /** Fills twenty files, drains them, and waits until fifteen of them are empty; gives all files. */
    private Set<Path> backlog(LedgerSpool spool) throws IOException {
        while (spool.sizeBytes() < 20 * 64 * 1024) {
            append(spool, record(0)); // refused now and then while the next file is being made
        }
        while (!take(spool, 1_000).isEmpty()) {
            spool.drained();
        }
        while (spool.sizeBytes() > 5 * 64 * 1024) {
            Thread.onSpinWait(); // the thread that makes files empties them, too: all but the active one and four
            // spare ones
        }
        try (Stream<Path> files = Files.list(folder.resolve("a"))) {
            Set<Path> all =
                    files.filter(file -> file.toString().endsWith(".spool")).collect(Collectors.toSet());
            long bytes = 0;
            for (Path each : all) {
                bytes += Files.size(each);
            }
            assertThat(bytes).isEqualTo(spool.sizeBytes());
            return all;
        }
    }

    @Test
    void whatIsNotDrainedStaysWhenItIsClosed() throws IOException {
        LedgerSpool spool = open("a", SMALL);
        append(spool, "left");
        spool.close();

        assertThat(append(spool, "late")).isFalse();
        assertThat(take(open("a", SMALL), ALL)).containsExactly("left");
    }

    @Test
    void severalThreadsAppendWithoutLosingOrMixingRecords() throws Exception {
        LedgerSpool spool = open("a", new LedgerSpool.Limits(64 * 1024, 100));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Integer>> work = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            int first = thread * 5_000;
            work.add(() -> {
                int refused = 0;
                for (int i = first; i < first + 5_000; i++) {
                    while (!append(spool, record(i))) { // the next file is still being made
                        refused++;
                        Thread.onSpinWait();
                    }
                }
                return refused;
            });
        }
        List<Future<Integer>> under = new ArrayList<>();
        work.forEach(each -> under.add(threads.submit(each)));
        Set<String> seen = new HashSet<>();
        int taken = 0;
        while (taken < 20_000) {
            List<String> some = take(spool, 700);
            taken += some.size();
            seen.addAll(some);
            spool.drained();
        }
        threads.shutdown();

        assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        for (Future<Integer> each : under) {
            each.get();
        }
        assertThat(seen).hasSize(20_000).contains(record(0), record(19_999));
        assertThat(spool.waiting()).isZero();
    }

    @Test
    void aRecordThatIsTooLongIsRefused() throws IOException {
        LedgerSpool spool = open("a", SMALL);

        assertThat(spool.append(new byte[40_000], 40_000)).isFalse();
        assertThat(spool.append(new byte[0], 0)).isFalse();
    }

    @Test
    void aSecondGatewayIsRefusedTheFolder() throws IOException {
        open("a", SMALL);

        assertThatThrownBy(() -> open("a", SMALL))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is used by another gateway");
    }

    @Test
    void aFileOfSomethingElseIsNotTouched() throws IOException {
        Path own = Files.createDirectories(folder.resolve("a")).resolve("7.spool");
        Files.write(own, new byte[100]);
        Path foreign = own.resolveSibling("8.spool");
        Files.writeString(foreign, "x".repeat(100));

        assertThatThrownBy(() -> open("a", SMALL)).hasMessageContaining("8.spool is not of a ledger's spool");
        assertThat(foreign).exists();
    }

    @Test
    void aSizeIsPartedIntoFilesThatAreNeitherTooSmallNorTooMany() {
        assertThat(LedgerSpool.Limits.of(16_000_000)).isEqualTo(new LedgerSpool.Limits(4 << 20, 3));
        assertThat(LedgerSpool.Limits.of(256L << 20)).isEqualTo(LedgerSpool.Limits.USUAL);
        assertThat(LedgerSpool.Limits.of(8L << 30)).isEqualTo(new LedgerSpool.Limits(16 << 20, 512));
        assertThat(LedgerSpool.Limits.of(128L << 30)).isEqualTo(new LedgerSpool.Limits(64 << 20, 2048));
        assertThat(LedgerSpool.Limits.of(9_000_000_001L).segmentBytes() % 4_096).isZero();
    }

    private LedgerSpool open(String name, LedgerSpool.Limits limits) throws IOException {
        return open(folder.resolve(name), limits);
    }

    private LedgerSpool open(Path at, LedgerSpool.Limits limits) throws IOException {
        LedgerSpool spool = LedgerSpool.open(at, limits);
        open.add(spool);
        return spool;
    }

    /** The folder as a kill would leave it now. */
    private Path killed(String name) throws IOException {
        Path copy = Files.createDirectories(folder.resolve(name + "-killed"));
        try (Stream<Path> files = Files.list(folder.resolve(name))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return copy;
    }

    private static String record(int i) {
        return "{\"id\":\"" + i + "\"," + "x".repeat(62 - Integer.toString(i).length()) + "}";
    }

    private static boolean append(LedgerSpool spool, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return spool.append(bytes, bytes.length);
    }

    private static List<String> take(LedgerSpool spool, int most) {
        return spool.take(most, ALL).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
                .toList();
    }
}
