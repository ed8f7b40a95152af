package dev.pointsman.dialect;

import dev.pointsman.api.Usage;
import dev.pointsman.api.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A listener that keeps all it hears; texts unescaped and joined, and the order of what was said. */
public final class HeardChat implements ChatListener {
    private final List<String> order = new ArrayList<>();
    private final Map<Voice, StringBuilder> said = new LinkedHashMap<>();
    private final List<String> blocks = new ArrayList<>();
    private final List<String> calls = new ArrayList<>();
    private final List<StringBuilder> arguments = new ArrayList<>();
    private final List<String> finished = new ArrayList<>();
    private @Nullable Usage usage;
    private int pings;

    @Override
    public void begun(String id, String model) {
        order.add("begun " + id + " " + model);
    }

    @Override
    public void said(Voice voice, byte[] array, int from, int to) {
        if (to <= from) {
            throw new AssertionError("an empty text was told");
        }
        note(voice.name().toLowerCase(Locale.ROOT));
        said.computeIfAbsent(voice, any -> new StringBuilder()).append(JsonText.unescape(array, from, to));
    }

    @Override
    public void thinkingBlock(byte[] json) {
        note("block");
        blocks.add(new String(json, StandardCharsets.UTF_8));
    }

    @Override
    public void call(int number, String id, String name, byte @Nullable [] extra) {
        if (number != calls.size()) {
            throw new AssertionError("call " + number + " after " + calls.size() + " calls");
        }
        note("call " + number);
        calls.add(id + " " + name + (extra == null ? "" : " " + new String(extra, StandardCharsets.UTF_8)));
        arguments.add(new StringBuilder());
    }

    @Override
    public void arguments(int number, byte[] array, int from, int to) {
        if (to <= from) {
            throw new AssertionError("empty arguments were told");
        }
        arguments.get(number).append(JsonText.unescape(array, from, to));
    }

    @Override
    public void finished(String reason) {
        note("finished");
        finished.add(reason);
    }

    @Override
    public void usage(Usage latest) {
        usage = latest;
    }

    @Override
    public void alive() {
        pings++;
    }

    private void note(String what) {
        if (order.isEmpty() || !order.get(order.size() - 1).equals(what)) {
            order.add(what);
        }
    }

    public List<String> order() {
        return order;
    }

    public String said(Voice voice) {
        return said.getOrDefault(voice, new StringBuilder()).toString();
    }

    public List<String> blocks() {
        return blocks;
    }

    /** Id and name of each, then its {@code extra_content}. */
    public List<String> calls() {
        return calls;
    }

    public List<String> arguments() {
        return arguments.stream().map(StringBuilder::toString).toList();
    }

    public List<String> finished() {
        return finished;
    }

    public @Nullable Usage usage() {
        return usage;
    }

    public int pings() {
        return pings;
    }

    @Override
    public String toString() {
        return order + " " + said + " " + blocks + " " + calls + " " + arguments + " " + finished + " " + usage;
    }
}
