package dev.pointsman.routing.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BlockedNowTest {
    private final Set<String> source = new HashSet<>(List.of("p/a", "p/c", "p/d"));
    private final BlockedNow blocked = new BlockedNow(source::contains);

    @Test
    void whatIsBlockedIsAsTheSourceTells() {
        assertThat(blocked.test("p/a")).isTrue();
        assertThat(blocked.test("p/b")).isFalse();
    }

    @Test
    void whatWasFoundBlockedIsKeptOnceInTheOrderItWasAskedFor() {
        assertThat(blocked.found()).isEmpty();
        blocked.test("p/c");
        blocked.test("p/b");
        blocked.test("p/a");
        blocked.test("p/c");

        assertThat(blocked.found()).as("p/d was not asked for").containsExactly("p/c", "p/a");
    }

    @Test
    void whatWasFoundStaysFoundWhenTheSourceForgetsIt() {
        blocked.test("p/a");
        source.clear();

        assertThat(blocked.test("p/a")).isFalse();
        assertThat(blocked.found()).containsExactly("p/a");
    }
}
