package dev.pointsman.flow;

import dev.pointsman.api.ResponseSink;
import dev.pointsman.inquiry.TaskInquiry;
import dev.pointsman.inquiry.Waiting;
import dev.pointsman.signal.TaskFinding;
import java.util.function.Consumer;

/** One exchange that may have to wait for its task before it goes on. Confined to its loop. */
final class AwaitedTask {
    private final TaskInquiry inquiry;
    private final Exchange exchange;
    private final ResponseSink sink;
    private final FilterChain next;

    AwaitedTask(TaskInquiry inquiry, Exchange exchange, ResponseSink sink, FilterChain next) {
        this.inquiry = inquiry;
        this.exchange = exchange;
        this.sink = sink;
        this.next = next;
    }

    /** Nothing to wait for. */
    void proceed() {
        next.proceed(exchange, sink);
    }

    /** Has the task told, then {@code decides} with it, then goes on; a client that leaves ends the wait. */
    void then(Consumer<TaskFinding> decides) {
        long begun = exchange.elapsedNanos();
        Waiting waiting = inquiry.ask(exchange.request().prompt().lastUser(), exchange.loop(), finding -> {
            exchange.waited(exchange.elapsedNanos() - begun);
            exchange.onCancel(() -> {}); // what comes next sets its own
            next.behind((same, itsSink, rest) -> {
                        decides.accept(finding);
                        rest.proceed(same, itsSink);
                    })
                    .proceed(exchange, sink);
        });
        exchange.onCancel(() -> {
            waiting.leave();
            sink.fail(exchange.cancelledBy());
        });
    }
}
