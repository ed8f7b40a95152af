package dev.pointsman.quota;

import static dev.pointsman.quota.Limited.DOLLAR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.quota.Refusal.What;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalQuotaTest {
    @Test
    void requestsBeyondTheLimitAreRefusedUntilEarlierOnesAreOld() {
        Limited limited = new Limited("[{ per: key, requests: 2/min }]");
        assertThat(limited.granted("a", 0, 0)).isTrue();
        limited.advance(Duration.ofSeconds(30));
        assertThat(limited.granted("a", 0, 0)).isTrue();

        Refusal refusal = limited.refusal("a", 0, 0);

        assertThat(refusal.what()).isEqualTo(What.REQUESTS);
        assertThat(refusal.subject()).isEqualTo("a");
        assertThat(refusal.waitNanos()).isBetween(30_000_000_000L, 30_900_000_000L);
        assertThat(limited.granted("b", 0, 0)).as("another key").isTrue();
        assertThat(limited.advance(Duration.ofNanos(refusal.waitNanos())).granted("a", 0, 0))
                .isTrue();
        assertThat(limited.granted("a", 0, 0)).isFalse();
    }

    @Test
    void tokensAreReservedAndThenCountedAsTheyWere() {
        Limited limited = new Limited("[{ per: key, tokens: 1000/min }]");
        Grant first = limited.ask("a", 600, 0);
        assertThat(limited.refusal("a", 600, 0).what()).isEqualTo(What.TOKENS);

        first.settle(100, 0);
        first.settle(900, 0);
        first.undo();

        assertThat(limited.granted("a", 900, 0)).isTrue();
        assertThat(limited.granted("a", 1, 0)).isFalse();
    }

    @Test
    void tokensThatWereMoreThanReservedCountToo() {
        Limited limited = new Limited("[{ per: key, tokens: 1000/min }]");

        limited.ask("a", 100, 0).settle(950, 0);

        assertThat(limited.granted("a", 100, 0)).isFalse();
        assertThat(limited.granted("a", 50, 0)).isTrue();
    }

    @Test
    void aRequestOfMoreThanTheWholeLimitNeverPasses() {
        Limited limited = new Limited("[{ per: key, tokens: 1000/min }]");

        assertThat(limited.refusal("a", 1001, 0).waitNanos()).isEqualTo(-1);
    }

    @Test
    void whatIsUnderWayIsLimitedUntilItIsOver() {
        Limited limited = new Limited("[{ per: key, concurrent: 2 }]");
        Grant first = limited.ask("a", 0, 0);
        Grant second = limited.ask("a", 0, 0);
        assertThat(limited.refusal("a", 0, 0).what()).isEqualTo(What.CONCURRENT);

        first.settle(0, 0);
        first.settle(0, 0);
        assertThat(limited.granted("a", 0, 0)).isTrue();
        assertThat(limited.granted("a", 0, 0)).isFalse();
        second.undo();
        assertThat(limited.granted("a", 0, 0)).isTrue();
    }

    @Test
    void allLimitsHoldOrNothingIsTaken() {
        Limited limited =
                new Limited("[{ per: key, requests: 5/min, name: loose }, { per: key, requests: 1/min, name: tight }]");
        limited.ask("a", 0, 0);

        for (int i = 0; i < 20; i++) {
            assertThat(limited.refusal("a", 0, 0).limit().name()).isEqualTo("tight");
        }

        limited.reload("[{ per: key, requests: 5/min, name: loose }]");
        for (int i = 0; i < 4; i++) {
            assertThat(limited.granted("a", 0, 0)).isTrue();
        }
        assertThat(limited.granted("a", 0, 0)).isFalse();
    }

    @Test
    void theTightestLimitIsTold() {
        Limited limited = new Limited(
                "[{ per: key, requests: 50/min, tokens: 1000/hour, name: x }, { per: key, requests: 9/min, name: y }]");

        Grant grant = limited.ask("a", 300, 0);

        assertThat(grant.requests().most()).isEqualTo(9);
        assertThat(grant.requests().left()).isEqualTo(8);
        assertThat(grant.requests().resetNanos()).isBetween(60_000_000_000L, 60_500_000_000L);
        assertThat(grant.tokens()).extracting(Standing::most, Standing::left).containsExactly(1000L, 700L);
    }

    @Test
    void moneyIsReservedAndThenCountedAsItWas() {
        Limited limited = new Limited("[{ per: team, spend: 10/day }]");
        Grant first = limited.ask("a", 0, 6 * DOLLAR);
        assertThat(limited.refusal("a", 0, 5 * DOLLAR).what()).isEqualTo(What.SPEND);
        assertThat(limited.spent()).isEqualTo(6);

        first.settle(0, 2 * DOLLAR);

        assertThat(limited.spent()).isEqualTo(2);
        assertThat(limited.granted("a", 0, 8 * DOLLAR)).isTrue();
        assertThat(limited.refusal("a", 0, 0).what()).as("nothing is left").isEqualTo(What.SPEND);
        assertThat(limited.book.spendUsed(limited.claim(0, "a"))).isEqualTo(1);
        assertThat(limited.book.exhausted(limited.claim(0, "a"))).isTrue();
        assertThat(limited.book.exhausted(limited.claim(0, "b"))).isFalse();
    }

    @Test
    void aCallThatWasNotMadeCostsNothing() {
        Limited limited = new Limited("[{ per: team, spend: 10/day }]");

        limited.ask("a", 0, 6 * DOLLAR).undo();

        assertThat(limited.spent()).isZero();
        assertThat(limited.granted("a", 0, 10 * DOLLAR)).isTrue();
    }

    @Test
    void aDayIsThatOfTheCalendar() {
        Limited limited = new Limited("[{ per: team, spend: 10/day }]").at("2026-11-21T23:00:00Z");
        limited.ask("a", 0, 10 * DOLLAR);

        Refusal refusal = limited.refusal("a", 0, DOLLAR);
        assertThat(refusal.waitNanos()).isEqualTo(Duration.ofHours(1).toNanos());

        assertThat(limited.at("2026-11-21T23:59:59Z").granted("a", 0, DOLLAR)).isFalse();
        assertThat(limited.at("2026-11-22T00:00:00Z").granted("a", 0, DOLLAR)).isTrue();
    }

    @Test
    void weeksBeginOnMondayAndMonthsOnTheirFirst() {
        Limited week = new Limited("[{ per: team, spend: 10/week }]").at("2026-11-22T23:59:59Z");
        week.ask("a", 0, 10 * DOLLAR);
        assertThat(week.granted("a", 0, 1)).isFalse();
        assertThat(week.at("2026-11-23T00:00:00Z").granted("a", 0, 1)).isTrue();

        Limited month = new Limited("[{ per: team, spend: 10/month }]").at("2026-11-30T23:59:59Z");
        month.ask("a", 0, 10 * DOLLAR);
        assertThat(month.refusal("a", 0, 1).waitNanos()).isEqualTo(1_000_000_000);
        assertThat(month.at("2026-12-01T00:00:00Z").granted("a", 0, 1)).isTrue();
    }

    @Test
    void aClockThatGoesBackForgetsNothing() {
        Limited limited = new Limited("[{ per: team, spend: 10/day }]").at("2026-11-22T00:00:01Z");
        limited.ask("a", 0, 10 * DOLLAR);

        assertThat(limited.at("2026-11-21T23:59:59Z").granted("a", 0, DOLLAR)).isFalse();
    }

    @Test
    void aWallClockThatIsSetByAnHourMovesNoRateAndForgetsNoMoney() {
        for (int hours : new int[] {1, -1}) {
            Limited rates = new Limited("[{ per: key, requests: 1/min, tokens: 100/hour }]");
            assertThat(rates.granted("a", 100, 0)).isTrue();
            rates.set(Duration.ofHours(hours));
            assertThat(rates.granted("a", 0, 0)).as("%d h", hours).isFalse();
            rates.advance(Duration.ofSeconds(61));
            assertThat(rates.granted("a", 0, 0)).isTrue();
            assertThat(rates.granted("a", 1, 0)).isFalse();

            for (String window : new String[] {"day", "24h"}) {
                Limited money = new Limited("[{ per: team, spend: 10/" + window + " }]");
                money.ask("a", 0, 10 * DOLLAR);
                money.set(Duration.ofHours(hours));
                assertThat(money.granted("a", 0, DOLLAR))
                        .as("%d h, %s", hours, window)
                        .isFalse();
                money.set(Duration.ofHours(-hours));
                assertThat(money.granted("a", 0, DOLLAR)).isFalse();
            }
        }
    }

    @Test
    void twentyFourHoursSlide() {
        Limited limited = new Limited("[{ per: team, spend: 10/24h }]").at("2026-11-21T23:00:00Z");
        limited.ask("a", 0, 6 * DOLLAR);
        limited.at("2026-11-22T10:00:00Z").ask("a", 0, 4 * DOLLAR);

        assertThat(limited.at("2026-11-22T22:59:00Z").granted("a", 0, DOLLAR)).isFalse();
        Refusal refusal = limited.refusal("a", 0, 5 * DOLLAR);
        assertThat(limited.advance(Duration.ofNanos(refusal.waitNanos())).spent())
                .as("the first six have left, not the last four")
                .isEqualTo(4);
        assertThat(limited.granted("a", 0, 6 * DOLLAR)).isTrue();
    }

    @Test
    void aCallOfYesterdaySettlesYesterday() {
        Limited limited = new Limited("[{ per: team, spend: 10/day }]").at("2026-11-21T23:59:00Z");
        Grant late = limited.ask("a", 0, 9 * DOLLAR);
        limited.at("2026-11-22T00:01:00Z").ask("a", 0, DOLLAR);

        late.settle(0, DOLLAR);

        assertThat(limited.spent()).isEqualTo(1);
    }

    @Test
    void whatIsForcedCountsAndIsNeverRefused() {
        Limited limited = new Limited("[{ per: team, spend: 10/day }]");
        Claim forced = new Claim(limited.limit(0), "a", false, true, true);

        Grant grant = limited.book.ask(new Demand(List.of(forced), 0, 15 * DOLLAR), Runnable::run, late -> {});

        assertThat(grant.refusal()).isNull();
        assertThat(limited.spent()).isEqualTo(15);
    }

    @Test
    void anUnknownPriceIsRefusedUnlessThePolicySaysOtherwise() {
        assertThat(new Limited("[{ per: team, spend: 10/day }]")
                        .refusal("a", 0, Demand.UNKNOWN_COST)
                        .what())
                .isEqualTo(What.UNKNOWN_PRICE);
        Limited allowing = new Limited("[{ per: team, spend: 10/day, unknown_price: allow }]");
        assertThat(allowing.granted("a", 0, Demand.UNKNOWN_COST)).isTrue();
        assertThat(allowing.spent()).isZero();
    }

    @Test
    void aChangedNumberGoesOnWithWhatWasCounted() {
        Limited limited = new Limited("[{ per: team, spend: 10/day, requests: 3/min, name: x }]");
        limited.ask("a", 0, 4 * DOLLAR);
        Grant open = limited.ask("a", 0, 2 * DOLLAR);

        limited.reload("[{ per: team, spend: 7.5/day, requests: 9/min, name: x }]");

        assertThat(limited.spent()).isEqualTo(6);
        assertThat(limited.granted("a", 0, 2 * DOLLAR)).isFalse();
        open.settle(0, DOLLAR);
        assertThat(limited.granted("a", 0, 2 * DOLLAR)).isTrue();
        for (int i = 0; i < 6; i++) {
            assertThat(limited.granted("a", 0, 1)).isTrue();
        }
        assertThat(limited.refusal("a", 0, 1).what()).isEqualTo(What.REQUESTS);
    }

    @Test
    void anotherWindowOrAnotherNameBeginsAnew() {
        Limited limited = new Limited("[{ per: team, spend: 10/day, name: x }]");
        limited.ask("a", 0, 4 * DOLLAR);

        assertThat(limited.reload("[{ per: team, spend: 10/week, name: x }]").spent())
                .isZero();
        assertThat(limited.reload("[{ per: team, spend: 10/day, name: y }]").spent())
                .isZero();
    }

    @Test
    void moneyOfALimitThatWasLeftOutForAWhileIsStillCounted() {
        String limits = "[{ per: team, spend: 10/day, name: x }]";
        Limited limited = new Limited(limits);
        limited.ask("a", 0, 4 * DOLLAR);

        limited.reload("[]");

        assertThat(limited.reload(limits).spent()).isEqualTo(4);
    }

    @Test
    void subjectsThatCountNoMoreMakeRoomAndOthersNeverDo() {
        Limited limited = new Limited("[{ per: user, requests: 5/min }]");
        for (int i = 0; i < SubjectTable.MOST; i++) {
            assertThat(limited.granted("user-" + i, 0, 0)).isTrue();
        }
        assertThat(limited.refusal("one-more", 0, 0).what()).isEqualTo(What.SUBJECTS);
        for (int i = 0; i < 3; i++) {
            limited.granted("user-7", 0, 0);
        }
        assertThat(limited.ask("user-7", 0, 0).requests().left())
                .as("counted as before")
                .isZero();

        for (Grant grant : List.of(limited.advance(Duration.ofSeconds(30)).ask("user-8", 0, 0))) {
            grant.settle(0, 0);
        }
        limited.advance(Duration.ofSeconds(40));

        assertThat(limited.granted("one-more", 0, 0))
                .as("requests that are under way hold their place, and none was settled")
                .isFalse();
    }

    @Test
    void aSubjectWhoseRequestsAreOverAndOldMakesRoom() {
        Limited limited = new Limited("[{ per: user, requests: 5/min }]");
        for (int i = 0; i < SubjectTable.MOST; i++) {
            limited.ask("user-" + i, 0, 0).settle(0, 0);
        }
        limited.advance(Duration.ofSeconds(30)).ask("user-8", 0, 0).settle(0, 0);
        limited.advance(Duration.ofSeconds(40));

        assertThat(limited.granted("one-more", 0, 0)).isTrue();
        assertThat(limited.ask("user-8", 0, 0).requests().left())
                .as("one of 40 seconds ago and this one")
                .isEqualTo(3);
    }

    @Test
    void spendOfManySubjectsIsToldTogether() {
        Limited limited = new Limited("[{ per: team, spend: 10/day }]");
        limited.ask("a", 0, DOLLAR);
        limited.ask("b", 0, DOLLAR / 2);

        assertThat(limited.spent()).isCloseTo(1.5, within(1e-9));
        assertThat(limited.at("2026-11-22T00:00:00Z").spent()).isZero();
    }
}
