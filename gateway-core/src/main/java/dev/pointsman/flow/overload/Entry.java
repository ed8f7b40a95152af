package dev.pointsman.flow.overload;

import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ResponseSink;
import dev.pointsman.flow.Exchange;
import dev.pointsman.flow.FilterChain;
import dev.pointsman.overload.Places;
import dev.pointsman.overload.Shed;
import dev.pointsman.overload.Waiter;
import dev.pointsman.telemetry.OverloadMeters;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One request on its way to its first model: asks for its places one after the other, and waits for each where it must. Confined to its loop. */
final class Entry {
    private final PlacedExchange placed;
    private final ResponseSink sink;
    private final FilterChain next;
    private final Exchange exchange;
    private long waitedNanos;

    Entry(PlacedExchange placed, ResponseSink sink, FilterChain next) {
        this.placed = placed;
        this.sink = sink;
        this.next = next;
        this.exchange = placed.exchange();
    }

    /** Goes on without a place where the model has none: one that stands in for it may have. */
    void ask(String model) {
        OverloadFilter.Door door = placed.door();
        Places inAll = door.gates().inAll();
        ask(
                model,
                door.gates().of(model),
                places -> {
                    placed.placedAt(model, places);
                    ask(
                            OverloadMeters.IN_ALL,
                            inAll,
                            its -> {
                                placed.placedInAll(its);
                                proceed();
                            },
                            this::end);
                },
                error -> {
                    placed.refusedAt(model, error);
                    proceed();
                });
    }

    private void ask(
            String name,
            @Nullable Places places,
            Consumer<@Nullable Places> entered,
            Consumer<GatewayException> refused) {
        if (places == null) {
            entered.accept(null);
            return;
        }
        Waiter.Guest guest = new Waiter.Guest() {
            @Override
            public void entered(long nanos) {
                waited(name, nanos);
                placed.remark("waited " + millis(nanos) + " for a place: " + PlacedExchange.place(name));
                entered.accept(places);
            }

            @Override
            public void shed(Shed why, long nanos) {
                waited(name, nanos);
                refused.accept(placed.refusal(name, places, why));
            }
        };
        Places.Answer answer = places.enter(placed.priority(), placed.leftNanos(), exchange.loop(), guest);
        Waiter waiter = answer.waiter();
        Shed shed = answer.shed();
        if (waiter != null) {
            exchange.onCancel(() -> {
                waiter.leave();
                end(exchange.cancelledBy());
            });
        } else if (shed != null) {
            refused.accept(placed.refusal(name, places, shed));
        } else {
            entered.accept(places);
        }
    }

    /** It waits no longer. */
    private void waited(String name, long nanos) {
        exchange.onCancel(() -> {}); // what comes next sets its own
        exchange.waited(nanos);
        waitedNanos += nanos;
        placed.door().meters().waited(name, nanos);
    }

    private void proceed() {
        if (waitedNanos > 0) {
            exchange.replyHeader("x-gateway-queue-ms", waitedNanos / 1000, 3);
        }
        next.proceed(exchange, sink);
    }

    private void end(GatewayException error) {
        sink.fail(error);
    }

    private static String millis(long nanos) {
        return nanos / 1_000_000 + " ms";
    }
}
