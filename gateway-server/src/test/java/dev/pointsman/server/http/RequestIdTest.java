package dev.pointsman.server.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RequestIdTest {
    private final FrontLoop.Ids ids = new FrontLoop.Ids();

    @Test
    void idsGrowWithTheTime() {
        String before = ids.next(1_790_000_000_000L);

        assertThat(before).startsWith("req_01m3250v00").matches("req_[0-9a-z]{26}");
        assertThat(ids.next(1_790_000_000_001L)).startsWith("req_01m3250v01").isGreaterThan(before);
        assertThat(ids.next(1_800_000_000_000L)).isGreaterThan(before);
    }

    @Test
    void idsOfTheSameMomentDifferInEveryPlaceBehindTheTime() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 2_000; i++) {
            seen.add(ids.next(1_790_000_000_000L));
        }

        assertThat(seen).hasSize(2_000);
        for (int place = 14; place < 30; place++) {
            int at = place;
            assertThat(seen.stream().map(id -> id.charAt(at)).collect(Collectors.toSet()))
                    .as("place %s", at)
                    .hasSize(32);
        }
    }
}
