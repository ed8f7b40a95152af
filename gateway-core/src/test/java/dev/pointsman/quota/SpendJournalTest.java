package dev.pointsman.quota;

import static dev.pointsman.quota.Limited.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pointsman.quota.SpendJournal.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpendJournalTest {
    private static final String DAY = "[{ per: team, spend: 10/day }]";

    @TempDir
    private Path folder;

    private Path file;
    private int copies;

    @BeforeEach
    void place() {
        file = folder.resolve("data/spend.journal");
    }

    /** What another process would find now, if this one were killed. */
    private Path asKilled() throws IOException {
        return Files.copy(file, folder.resolve("copy-" + ++copies));
    }

    @Test
    void noFileIsMadeBeforeMoneyIsLimited() {
        new Limited("[{ per: team, requests: 10/day }]", file);

        assertThat(file).doesNotExist();
    }

    @Test
    void whatWasSpentAndWhatWasReservedAtAKillIsSpentAfterIt() throws IOException {
        Limited before = new Limited(DAY, file);
        before.ask("a", 0, 3 * DOLLAR).settle(0, DOLLAR);
        before.ask("a", 0, 2 * DOLLAR);
        before.ask("b", 0, 4 * DOLLAR).undo();

        Limited after = new Limited(DAY, asKilled());

        assertThat(after.spent()).as("before any subject came back").isEqualTo(3);
        assertThat(after.granted("a", 0, 8 * DOLLAR)).isFalse();
        assertThat(after.granted("a", 0, 7 * DOLLAR)).isTrue();
        assertThat(after.granted("b", 0, 10 * DOLLAR)).isTrue();
        assertThat(after.spent()).isEqualTo(20);
    }

    @Test
    void whatHasExpiredLeavesAtTheStart() throws IOException {
        Limited before = new Limited(DAY, file);
        before.ask("a", 0, 3 * DOLLAR);
        Path killed = asKilled();

        assertThat(new Limited("[{ per: user, requests: 1/s }]", null)
                        .at("2026-11-22T00:00:00Z")
                        .reload(DAY)
                        .spent())
                .isZero();
        try (SpendJournal journal = SpendJournal.open(killed, 1_795_305_600_000L)) {
            assertThat(journal.unadopted(0, 0)).isZero();
        }
        Limited late = new Limited("[]", killed).at("2026-11-22T00:00:01Z").reload(DAY);
        assertThat(late.granted("a", 0, 10 * DOLLAR)).isTrue();
    }

    @Test
    void aSlidingWindowGoesOnWithItsParts() throws IOException {
        String sliding = "[{ per: team, spend: 10/24h }]";
        Limited before = new Limited(sliding, file).at("2026-11-21T06:00:00Z");
        before.ask("a", 0, 6 * DOLLAR);
        before.at("2026-11-21T18:00:00Z").ask("a", 0, 3 * DOLLAR);

        Limited after = new Limited("[]", asKilled()).at("2026-11-21T19:00:00Z").reload(sliding);

        assertThat(after.granted("a", 0, 2 * DOLLAR)).isFalse();
        after.at("2026-11-22T06:30:00Z");
        assertThat(after.granted("a", 0, 7 * DOLLAR)).isTrue();
        assertThat(after.granted("a", 0, 1)).isFalse();
    }

    @Test
    void atNoMomentIsLessKeptThanWasGranted() throws IOException {
        Random random = new Random(5);
        Limited limited = new Limited("[{ per: team, spend: 1000/day }]", file);
        Map<Grant, Long> open = new HashMap<>();
        long settled = 0;
        for (int step = 0; step < 400; step++) {
            if (random.nextBoolean() || open.isEmpty()) {
                long worst = 1L + random.nextInt(1_000_000_000);
                open.put(limited.ask("team-" + random.nextInt(5), 0, worst), worst);
            } else {
                Grant over = open.keySet().iterator().next();
                long cost = (long) (open.remove(over) * random.nextDouble());
                over.settle(0, cost);
                settled += cost;
            }
            if (step % 20 == 0) {
                long counted = Math.round(new Limited("[{ per: team, spend: 1000/day }]", asKilled()).spent() * 1e9);
                long reserved = open.values().stream().mapToLong(each -> each).sum();
                assertThat(counted).isEqualTo(settled + reserved);
            }
        }
    }

    @Test
    void aSecondGatewayMayNotUseTheSameFile() {
        new Limited(DAY, file);

        assertThatThrownBy(() -> new Limited(DAY, file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("storage.spend: " + file + " is in use");
    }

    @Test
    void aFileThatWasClosedCanBeOpenedAgain() throws IOException {
        Limited first = new Limited(DAY, file);
        first.ask("a", 0, 3 * DOLLAR);
        first.book.close();

        assertThat(new Limited(DAY, file).spent()).isEqualTo(3);
    }

    @Test
    void aForeignFileIsRefusedAndLeftAsItIs() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "my shopping list");

        assertThatThrownBy(() -> new Limited(DAY, file)).hasMessageContaining("is no spend journal: it has 16 bytes");
        assertThat(file).hasContent("my shopping list");

        Files.write(file, new byte[(SpendJournal.PLACES + 1) * 64]);
        assertThatThrownBy(() -> new Limited(DAY, file)).hasMessageContaining("no spend journal of this version");
    }

    @Test
    void aDamagedFileIsRefusedAndNeverTakenForZero() throws IOException {
        new Limited(DAY, file).ask("a", 0, 3 * DOLLAR);
        byte[] good = Files.readAllBytes(file);
        int place = 64;
        assertThat(good[place]).isNotZero();
        for (int offset : new int[] {0, 8, 16, 24, 32, 47}) {
            byte[] bad = good.clone();
            bad[place + offset] ^= (byte) 0x80;
            Path damaged = Files.write(folder.resolve("damaged-" + offset), bad);

            assertThatThrownBy(() -> new Limited(DAY, damaged))
                    .as("byte %d of a place", offset)
                    .hasMessageContaining("is damaged at place 0");
        }
    }

    @Test
    void aPlaceThatWasBeingFilledAtAKillIsFree() throws IOException {
        new Limited(DAY, file).ask("a", 0, 3 * DOLLAR);
        byte[] half = Files.readAllBytes(file);
        for (int i = 0; i < 8; i++) {
            half[64 + i] = 0;
        }
        Path killed = Files.write(folder.resolve("half"), half);

        assertThat(new Limited(DAY, killed).spent()).isZero();
    }

    @Test
    void aFullJournalRefusesWhatItCannotKeep() throws IOException {
        try (SpendJournal journal = SpendJournal.open(file, 0)) {
            for (int i = 0; i < SpendJournal.PLACES; i++) {
                assertThat(journal.open(new Place.Id(1, i), 7, 1000, 0)).isNotNegative();
            }
            SpendAccount account =
                    new SpendAccount(new Window("24h", Duration.ofDays(1), null), journal, new Place.Id(2, 2));

            SpendAccount.Reserved refused = account.reserve(new Rate(100, account("24h")), 5, false, 0);

            assertThat(refused.refused).isEqualTo(Refusal.What.SUBJECTS);
            journal.free(17);
            assertThat(account.reserve(new Rate(100, account("24h")), 5, false, 0).refused)
                    .isNull();
        }
    }

    @Test
    void whatWasFoundAndNeverAskedForMakesRoomWhenItHasExpired() throws IOException {
        try (SpendJournal journal = SpendJournal.open(file, 0)) {
            for (int i = 0; i < SpendJournal.PLACES; i++) {
                journal.put(journal.open(new Place.Id(1, i), 7, 1000, 0), 5);
            }
        }
        try (SpendJournal journal = SpendJournal.open(file, 0)) {
            assertThat(journal.unadopted(1, 0)).isEqualTo(5L * SpendJournal.PLACES);
            assertThat(journal.open(new Place.Id(2, 2), 8, 2000, 999)).isEqualTo(SpendJournal.FULL);
            assertThat(journal.open(new Place.Id(2, 2), 8, 2000, 1000)).isNotNegative();
            assertThat(journal.unadopted(1, 0)).isZero();
        }
    }

    private static Window account(String word) {
        return new Window(word, Duration.ofDays(1), null);
    }
}
