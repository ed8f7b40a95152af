package dev.pointsman.overload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Priority;
import dev.pointsman.testing.ManualLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.Test;

class PlacesTest {
    private static final long LONG = Duration.ofMinutes(10).toNanos();

    private final ManualLoop loop = new ManualLoop();
    private final List<String> heard = new ArrayList<>();

    @Test
    void whoFindsNoPlaceWaitsAndGoesInInTurn() {
        Places places = places(2, 10);
        assertThat(ask(places, "a")).isEqualTo("in");
        assertThat(ask(places, "b")).isEqualTo("in");
        assertThat(ask(places, "c")).isEqualTo("waits");
        assertThat(ask(places, "d")).isEqualTo("waits");
        assertThat(places.taken()).isEqualTo(2);
        assertThat(places.waiting()).isEqualTo(2);

        loop.advance(Duration.ofMillis(300));
        places.leave();
        loop.turn();

        assertThat(heard).containsExactly("c in after 300");
        assertThat(places.taken()).isEqualTo(2);
        places.leave();
        places.leave();
        loop.turn();
        assertThat(heard).containsExactly("c in after 300", "d in after 300");
        assertThat(places.taken()).isEqualTo(1);
        assertThat(loop.waiting()).as("no timer stays").isZero();
    }

    @Test
    void nobodyGoesInBeforeOneWhoWaits() {
        Places places = places(1, 10);
        ask(places, "a");
        ask(places, "b");

        places.leave();

        assertThat(places.tryEnter()).isFalse();
        assertThat(ask(places, "c")).isEqualTo("waits");
        loop.turn();
        assertThat(heard).containsExactly("b in after 0");
    }

    @Test
    void aFullQueueRefusesAtOnce() {
        Places places = places(1, 10);
        ask(places, "a", Priority.HIGH);
        for (int i = 0; i < 5; i++) {
            assertThat(ask(places, "low " + i, Priority.LOW)).isEqualTo("waits");
        }
        assertThat(ask(places, "low", Priority.LOW)).as("half of it").isEqualTo("FULL");
        for (int i = 0; i < 4; i++) {
            assertThat(ask(places, "normal " + i)).isEqualTo("waits");
        }
        assertThat(ask(places, "normal")).as("nine tenths").isEqualTo("FULL");
        assertThat(ask(places, "high", Priority.HIGH)).isEqualTo("waits");
        assertThat(ask(places, "more", Priority.HIGH)).isEqualTo("FULL");
        assertThat(places.waiting()).isEqualTo(10);
    }

    @Test
    void withoutAQueueNobodyWaits() {
        Places places = places(1, 0);
        ask(places, "a");

        assertThat(ask(places, "b", Priority.HIGH)).isEqualTo("FULL");
        assertThat(places.retryAfter(Priority.HIGH)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void prioritiesGoInByTurnsAndNoneStarves() {
        Places places = places(1, 1_000);
        ask(places, "first");
        for (int i = 0; i < 60; i++) {
            ask(places, "low", Priority.LOW);
            ask(places, "normal");
            ask(places, "high", Priority.HIGH);
        }

        for (int i = 0; i < 42; i++) {
            places.leave();
            loop.turn();
        }

        assertThat(count("high")).isBetween(31L, 33L);
        assertThat(count("normal")).isBetween(7L, 9L);
        assertThat(count("low")).isBetween(2L, 3L);
    }

    @Test
    void turnsThatNobodyTookAreNotMadeUpFor() {
        Places places = places(1, 1_000);
        ask(places, "first");
        for (int i = 0; i < 100; i++) {
            ask(places, "high", Priority.HIGH);
            places.leave();
            loop.turn();
        }
        for (int i = 0; i < 20; i++) {
            ask(places, "low", Priority.LOW);
            ask(places, "high", Priority.HIGH);
        }
        heard.clear();

        for (int i = 0; i < 17; i++) {
            places.leave();
            loop.turn();
        }

        assertThat(count("low")).isLessThanOrEqualTo(2);
    }

    @Test
    void nobodyWaitsLongerThanTheQueueAllowsOrThanItsOwnTime() {
        Places places = places(1, 10);
        ask(places, "a");
        ask(places, "b");
        ask(places, "hurried", Priority.NORMAL, Duration.ofMillis(200).toNanos());

        loop.advance(Duration.ofSeconds(5));

        assertThat(heard).containsExactly("hurried LATE after 200", "b LATE after 1000");
        assertThat(places.waiting()).isZero();
        assertThat(places.taken()).isEqualTo(1);
        assertThat(ask(places, "too late", Priority.NORMAL, 0)).isEqualTo("SLOW");
    }

    @Test
    void whoWouldWaitTooLongIsRefusedAtTheDoor() {
        Places places = places(1, 1_000);
        ask(places, "a");
        for (int i = 0; i < 40; i++) {
            ask(places, "b");
            loop.advance(Duration.ofMillis(50));
            places.leave();
            loop.turn();
        }
        int waiting = 0;
        while (ask(places, "c").equals("waits")) {
            waiting++;
        }

        assertThat(waiting).as("three quarters of a second, at one each 50 ms").isBetween(13, 16);
        assertThat(places.retryAfter(Priority.NORMAL)).isEqualTo(Duration.ofSeconds(1));
        assertThat(ask(places, "other", Priority.LOW)).as("another queue").isEqualTo("waits");
        loop.advance(Duration.ofSeconds(2));
        assertThat(ask(places, "d"))
                .as("the first of an empty queue may always try")
                .isEqualTo("waits");
    }

    @Test
    void whoLeavesTheQueueIsOutAtOnce() {
        Places places = places(1, 10);
        ask(places, "a");
        Waiter b = waiter(places, "b");
        ask(places, "c");

        b.leave();

        assertThat(places.waiting()).isEqualTo(1);
        places.leave();
        loop.turn();
        assertThat(heard).containsExactly("c in after 0");
    }

    @Test
    void aPlaceOnItsWayToOneWhoLeavesGoesToTheNext() {
        Places places = places(1, 10);
        ask(places, "a");
        Waiter b = waiter(places, "b");
        ask(places, "c");

        places.leave();
        b.leave();
        loop.turn();

        assertThat(heard).containsExactly("c in after 0");
        assertThat(places.taken()).isEqualTo(1);
    }

    @Test
    void aPlaceForALoopThatHasStoppedGoesToTheNext() {
        Places places = places(1, 10);
        ask(places, "a");
        ScheduledExecutorService stopped = Executors.newSingleThreadScheduledExecutor();
        places.enter(Priority.NORMAL, LONG, stopped, new Named("gone"));
        ask(places, "c");
        stopped.shutdownNow();

        places.leave();
        loop.turn();

        assertThat(heard).containsExactly("c in after 0");
        assertThat(places.taken()).isEqualTo(1);
    }

    @Test
    void otherSettingsHoldAtOnceAndKeepWhoIsIn() {
        Places places = places(2, 10);
        ask(places, "a");
        ask(places, "b");
        ask(places, "c");

        places.settings(settings(3, 10));
        loop.turn();
        assertThat(heard).containsExactly("c in after 0");

        places.settings(settings(1, 0));
        assertThat(places.taken()).isEqualTo(3);
        assertThat(ask(places, "d")).isEqualTo("FULL");
        places.leave();
        places.leave();
        assertThat(places.tryEnter()).isFalse();
        places.leave();
        assertThat(places.tryEnter()).isTrue();
    }

    private long count(String name) {
        return heard.stream().filter(word -> word.startsWith(name + " in")).count();
    }

    private Places places(int most, int queue) {
        return new Places(settings(most, queue), loop);
    }

    private static PlaceSettings settings(int most, int queue) {
        return new PlaceSettings(most, false, most, new QueueSettings(queue, Duration.ofSeconds(1)));
    }

    private String ask(Places places, String name) {
        return ask(places, name, Priority.NORMAL);
    }

    private String ask(Places places, String name, Priority priority) {
        return ask(places, name, priority, LONG);
    }

    private String ask(Places places, String name, Priority priority, long mayWait) {
        Places.Answer answer = places.enter(priority, mayWait, loop, new Named(name));
        Shed shed = answer.shed();
        return answer.waiter() != null ? "waits" : shed != null ? shed.name() : "in";
    }

    private Waiter waiter(Places places, String name) {
        Waiter waiter =
                places.enter(Priority.NORMAL, LONG, loop, new Named(name)).waiter();
        if (waiter == null) {
            throw new AssertionError(name + " need not wait");
        }
        return waiter;
    }

    private final class Named implements Waiter.Guest {
        private final String name;

        Named(String name) {
            this.name = name;
        }

        @Override
        public void entered(long waitedNanos) {
            heard.add(name + " in after " + waitedNanos / 1_000_000);
        }

        @Override
        public void shed(Shed why, long waitedNanos) {
            heard.add(name + " " + why + " after " + waitedNanos / 1_000_000);
        }
    }
}
