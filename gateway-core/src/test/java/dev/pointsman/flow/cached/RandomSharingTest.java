package dev.pointsman.flow.cached;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.access.Principal;
import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.cached.Cached.Sent;
import dev.pointsman.testing.FakeTransport.FakeCall;
import dev.pointsman.testing.ManualLoop;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/**
 * Requests of two keys on four loops, clients that leave, stall and read on, calls that go on, fail and end, in any order that seeds give. Whatever happens, each
 * exchange ends once (its sink and ledger watch that), a whole reply has the bytes of one call made for its own key, and no call is left over.
 */
class RandomSharingTest {
    private static final int SEEDS = 120;
    private static final int STEPS = 120;

    @Test
    void everyExchangeEndsOnceWithOneCallsBytesOfItsOwnKey() {
        int shared = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            shared += new Run(seed).play();
        }

        assertThat(shared).isGreaterThan(SEEDS);
    }

    private static final class Run {
        private final Random random;
        private final String name;
        private final Cached gateway = new Cached(Cached.CACHE + "reliability: { retry: { times: 0 } }\n");
        private final List<ManualLoop> loops =
                List.of(gateway.loop, new ManualLoop(), new ManualLoop(), new ManualLoop());
        private final List<Sent> sent = new ArrayList<>();
        private final List<String> bodies = new ArrayList<>();

        Run(long seed) {
            random = new Random(seed);
            name = "seed " + seed;
        }

        int play() {
            for (int i = 0; i < STEPS; i++) {
                step();
            }
            finish();
            check();
            return (int) gateway.counted("shared");
        }

        private void step() {
            switch (random.nextInt(10)) {
                case 0, 1 -> ask();
                case 2 ->
                    withSent(each -> {
                        if (!each.sink().ended() && random.nextInt(3) == 0) {
                            each.exchange().cancel();
                        }
                    });
                case 3 -> withSent(each -> each.sink().stall());
                case 4 -> withSent(each -> each.sink().drain());
                case 5, 6 -> withCall(this::goOn);
                case 7 -> withCall(call -> call.fail(ErrorKind.UPSTREAM_ERROR));
                default -> loops.get(random.nextInt(loops.size())).turn();
            }
        }

        private void ask() {
            String key = random.nextBoolean() ? "ann" : "bob";
            // the user is no part of what is the same: here it tells whose request made a call
            String body = Cached.chat(random.nextBoolean() ? "hi" : "ho")
                    .replace("{\"model\"", "{\"user\":\"" + key + "\",\"model\"");
            sent.add(gateway.send(
                    new Principal(key, null, null),
                    loops.get(random.nextInt(loops.size())),
                    Endpoint.CHAT_COMPLETIONS,
                    body));
            bodies.add(body);
        }

        /** A call's reply names the call in each line. */
        private void goOn(FakeCall call) {
            String line =
                    "of " + gateway.transport.calls().indexOf(call) + " " + "x".repeat(random.nextInt(300)) + "\n";
            call.head(200).data(line);
            if (random.nextInt(4) == 0) {
                call.data("done\n").end();
            }
        }

        private void finish() {
            for (int round = 0; round < 200; round++) {
                sent.forEach(each -> each.sink().drain());
                loops.forEach(ManualLoop::turn);
                List.copyOf(gateway.transport.calls())
                        .forEach(call -> call.head(200).data("end\ndone\n").end());
            }
        }

        private void check() {
            assertThat(gateway.transport.calls()).as(name).noneMatch(FakeCall::live);
            assertThat(gateway.records).as(name).hasSameSizeAs(sent);
            for (int i = 0; i < sent.size(); i++) {
                Sent each = sent.get(i);
                assertThat(each.sink().ended()).as("%s: %s", name, each.sink()).isTrue();
                if (each.sink().completed()) {
                    List<String> callers = callers(each.sink().body());
                    assertThat(callers).as(name).hasSizeLessThan(2);
                    for (String caller : callers) {
                        FakeCall call = gateway.transport.call(Integer.parseInt(caller));
                        assertThat(new String(call.request().body().toArray(), StandardCharsets.UTF_8))
                                .as(name)
                                .isEqualTo(bodies.get(i));
                    }
                }
            }
        }

        private static List<String> callers(String body) {
            return body.lines()
                    .filter(line -> line.startsWith("of "))
                    .map(line -> line.split(" ", -1)[1])
                    .distinct()
                    .toList();
        }

        private void withSent(Consumer<Sent> action) {
            if (!sent.isEmpty()) {
                action.accept(sent.get(random.nextInt(sent.size())));
            }
        }

        private void withCall(Consumer<FakeCall> action) {
            List<FakeCall> calls = gateway.transport.calls();
            if (!calls.isEmpty()) {
                action.accept(calls.get(random.nextInt(calls.size())));
            }
        }
    }
}
