package dev.pointsman.flow.guarded;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.GatewayException;
import dev.pointsman.guardrail.EventTexts;
import dev.pointsman.guardrail.Findings;
import dev.pointsman.guardrail.Guardrail;
import dev.pointsman.guardrail.Guardrail.Action;
import dev.pointsman.guardrail.Guardrail.Stage;
import dev.pointsman.guardrail.StreamUnit;
import dev.pointsman.guardrail.TextWindow;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A stream of events under guardrails. Each event waits until what it says is decided, and leaves in its turn: in its own bytes where nothing of it is changed,
 * with its strings replaced where something is. At most {@value #MOST_WAITING} bytes wait; then all is decided as it stands.
 *
 * <p>Guardrails that only annotate hold nothing back. For webhooks, which judge a whole text, all events are kept until the end; where those have more than
 * {@value #MOST_KEPT} bytes a webhook counts as failed. Confined to a loop.
 */
final class GuardedStream {
    static final int MOST_WAITING = 256 * 1024;
    static final int MOST_KEPT = 4 << 20;
    private static final int MOST_CHANNELS = 256;

    private final Guarding guarding;
    private final List<Guardrail> finding;
    private final List<Guardrail> asking;
    private final boolean changes;
    private final Consumer<byte[]> out;
    private final EventTexts texts;
    private final Map<String, TextWindow> channels = new LinkedHashMap<>();
    private final Deque<StreamUnit> waiting = new ArrayDeque<>();
    private int waitingBytes;
    private final List<byte[]> kept = new ArrayList<>();
    private final Map<String, StringBuilder> said = new LinkedHashMap<>();
    private int keptBytes;

    GuardedStream(Guarding guarding, List<Guardrail> guardrails, Consumer<byte[]> out) {
        this.guarding = guarding;
        this.finding = Guarding.finding(guardrails);
        this.asking = Guarding.asking(guardrails);
        this.changes = !asking.isEmpty() || finding.stream().anyMatch(each -> each.action() != Action.ANNOTATE);
        this.out = out;
        this.texts = EventTexts.of(guarding.exchange().request().endpoint());
    }

    /** Whole events. */
    void data(byte[] bytes) {
        StreamUnit unit = new StreamUnit(bytes);
        read(bytes, new Reading(unit));
        for (TextWindow window : unit.windows()) {
            window.decide(false);
        }
        if (guarding.findings().blockedBy() != null) {
            return;
        }
        if (!changes) {
            out.accept(bytes);
            unit.passed();
            return;
        }
        waiting.add(unit);
        waitingBytes += bytes.length;
        if (waitingBytes > MOST_WAITING) {
            channels.values().forEach(window -> window.decide(true));
        }
        drain();
    }

    /** Data lines of whole events. */
    private void read(byte[] bytes, Reading reading) {
        int from = 0;
        while (from < bytes.length) {
            int end = from;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            if (end - from > 5 && bytes[from] == 'd' && bytes[from + 3] == 'a' && bytes[from + 4] == ':') {
                texts.read(bytes, from + 5, end, reading);
            }
            from = end + 1;
        }
    }

    private void drain() {
        for (StreamUnit unit = waiting.peek();
                unit != null && unit.decided() && guarding.findings().blockedBy() == null;
                unit = waiting.peek()) {
            waiting.remove();
            waitingBytes -= unit.length();
            byte[] bytes = unit.edited((channel, text) -> {
                if (!asking.isEmpty() && keptBytes <= MOST_KEPT) {
                    said.computeIfAbsent(channel, none -> new StringBuilder()).append(text);
                }
            });
            unit.passed();
            if (asking.isEmpty()) {
                out.accept(bytes);
            } else {
                keep(bytes);
            }
        }
    }

    private void keep(byte[] bytes) {
        keptBytes += bytes.length;
        if (keptBytes <= MOST_KEPT) {
            kept.add(bytes);
        } else if (asking.stream().anyMatch(GuardedStream::blocksOnError)) {
            asking.stream()
                    .filter(GuardedStream::blocksOnError)
                    .findFirst()
                    .ifPresent(each -> guarding.findings().found(each.name(), Action.BLOCK, Stage.REPLY));
        } else {
            release();
            out.accept(bytes);
        }
    }

    private static boolean blocksOnError(Guardrail guardrail) {
        return guardrail.webhook() != null && guardrail.webhook().blocksOnError();
    }

    private void release() {
        kept.forEach(out);
        kept.clear();
    }

    /** No more comes. */
    void ended() {
        channels.values().forEach(window -> window.decide(true));
        if (changes) {
            drain();
        }
    }

    /** Has webhooks judge what was said, once it has ended. What they would change in a stream they block. */
    void hear(Runnable allowed, Consumer<GatewayException> refused) {
        if (asking.isEmpty() || keptBytes > MOST_KEPT) {
            allowed.run();
            return;
        }
        List<String> whole = said.values().stream().map(StringBuilder::toString).toList();
        new Hearing(guarding, asking, Stage.REPLY)
                .of(
                        whole,
                        left -> {
                            if (left.equals(whole)) {
                                release();
                                allowed.run();
                            } else {
                                guarding.findings().found(asking.get(0).name(), Action.BLOCK, Stage.REPLY);
                                refused.accept(guarding.blocked());
                            }
                        },
                        refused);
    }

    /** What one piece of the stream holds. */
    private final class Reading implements EventTexts.Listener {
        private final StreamUnit unit;

        Reading(StreamUnit unit) {
            this.unit = unit;
        }

        @Override
        public void text(String channel, int start, int end, String text, boolean json) {
            TextWindow window = channel.isEmpty() ? null : channels.get(channel);
            if (window == null && !channel.isEmpty() && channels.size() < MOST_CHANNELS) {
                window = new TextWindow(finding, Stage.REPLY, guarding.findings(), json);
                channels.put(channel, window);
            }
            if (window != null) {
                unit.add(channel, window, start, end, text);
                return;
            }
            Findings counted = counted();
            String edited = TextWindow.edited(text, json, finding, Stage.REPLY, counted);
            if (counted.blockedBy() != null && guarding.findings().blockedBy() == null) {
                guarding.findings().found(counted.blockedBy(), Action.BLOCK, Stage.REPLY);
            }
            if (!edited.equals(text)) {
                unit.replace(start, end, edited);
            }
        }

        /** Events of Responses say once more what others have said. */
        private Findings counted() {
            return guarding.exchange().request().endpoint() == Endpoint.RESPONSES
                    ? new Findings()
                    : guarding.findings();
        }

        @Override
        public void spelled(int start, int end, byte[] without) {
            unit.without(start, end, without);
        }

        @Override
        public void ended(String prefix) {
            channels.entrySet().removeIf(channel -> {
                boolean over = channel.getKey().startsWith(prefix);
                if (over) {
                    channel.getValue().decide(true);
                }
                return over;
            });
        }
    }
}
