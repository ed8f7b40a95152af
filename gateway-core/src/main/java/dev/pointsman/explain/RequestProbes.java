package dev.pointsman.explain;

import dev.pointsman.catalog.Model;
import dev.pointsman.recorded.RecordedRequest;
import dev.pointsman.recorded.RequestDraft;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.routing.facts.TextHits;
import dev.pointsman.routing.rules.ConditionSources;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the request itself might have been: as far as the policy looks at it. */
final class RequestProbes {
    private static final int MOST_WORDS = 300;
    private static final int MOST_VALUES = 60;
    private static final int SOME_USERS = 16;
    private static final String NONE = "none";

    private final Probes probes;
    private final ConditionSources rules;
    private final RecordedRequest request;

    RequestProbes(Probes probes) {
        this.probes = probes;
        this.rules = probes.policy().rules().sources();
        this.request = probes.request();
    }

    void run() {
        numbers();
        flags();
        signals();
        named();
        words(false);
        words(true);
    }

    private void numbers() {
        int tokens = request.signals().anyTokens();
        if (tokens > 0) {
            Set<Double> values = new LinkedHashSet<>();
            for (double factor = 1.0 / 64; factor <= 64; factor *= 2) {
                values.add(Math.rint(tokens * factor));
            }
            thresholds("input_tokens").forEach(at -> values.addAll(List.of(at - 1, at, at + 1)));
            for (Model model : probes.policy().catalog().models()) {
                values.add((double) model.contextTokens());
            }
            values.removeIf(value -> value < 1 || value == tokens);
            probes.number(
                    new Probes.Amount(Change.Kind.INPUT_TOKENS, "", tokens, true, Probes::digits),
                    nearest(values, tokens),
                    value -> probes.altered(draft -> tokens(draft, (int) value)));
        }
        if (rules.looksAt("turns")) {
            Set<Double> values = new LinkedHashSet<>();
            thresholds("turns").forEach(at -> values.addAll(List.of(at - 1, at, at + 1)));
            values.removeIf(value -> value < 1);
            probes.number(
                    new Probes.Amount(Change.Kind.TURNS, "", request.facts().turns(), true, Probes::digits),
                    nearest(values, request.facts().turns()),
                    value -> probes.altered(draft -> draft.turns = (int) value));
        }
        share(Change.Kind.CODE, "code", request.signals().code(), SignalReadings::withCode);
        share(Change.Kind.DIFFICULTY, "difficulty", request.signals().difficulty(), SignalReadings::withDifficulty);
    }

    private interface With {
        SignalReadings value(SignalReadings signals, double value);
    }

    private void share(Change.Kind kind, String source, double now, With with) {
        if (!rules.looksAt(source) || !(now >= 0)) {
            return;
        }
        Set<Double> values = new LinkedHashSet<>();
        for (int i = 0; i <= 20; i++) {
            values.add(i / 20.0);
        }
        probes.number(
                new Probes.Amount(kind, "", now, false, Probes::digits),
                nearest(values, now),
                value -> probes.altered(draft -> draft.signals = with.value(draft.signals, value)));
    }

    private static void tokens(RequestDraft draft, int tokens) {
        draft.signals = draft.signals.withTokens(tokens);
        draft.bodyBytes = Math.max(draft.bodyBytes, tokens);
    }

    private void flags() {
        flag("tools", request.facts().tools(), (draft, on) -> draft.tools = on);
        flag("images", request.facts().images(), (draft, on) -> draft.images = on);
        flag("audio", request.facts().audio(), (draft, on) -> draft.audio = on);
        flag("files", request.facts().files(), (draft, on) -> draft.files = on);
        flag("schema", request.facts().jsonSchema(), (draft, on) -> draft.schema = on);
        flag("stream", request.facts().stream(), (draft, on) -> draft.stream = on);
    }

    private void flag(String name, boolean now, BiConsumer<RequestDraft, Boolean> set) {
        probes.either(Change.Kind.FLAG, name, now ? "" : "no", now ? "no" : "", draft -> set.accept(draft, !now));
    }

    private void signals() {
        SignalReadings now = request.signals();
        for (String language : plain("language")) {
            if (!language.equals(now.language())) {
                String from = now.language() == null ? "not told" : now.language();
                probes.either(
                        Change.Kind.LANGUAGE, "", from, language, draft -> draft.signals = now.withLanguage(language));
            }
        }
        TaskGuess task = now.task();
        for (String label : tasks()) {
            if (task == null || !label.equals(task.label())) {
                String from = task == null ? "not told" : task.label();
                probes.either(
                        Change.Kind.TASK,
                        "",
                        from,
                        label,
                        draft -> draft.signals = now.withTask(true, new TaskGuess(label, 1)));
            }
        }
    }

    /** The labels that rules and profiles know. */
    private Collection<String> tasks() {
        Set<String> labels = new LinkedHashSet<>(probes.policy().tasks().labels());
        labels.addAll(plain("task"));
        for (Model model : probes.policy().catalog().models()) {
            labels.addAll(model.quality().keySet());
        }
        labels.remove("default");
        return labels;
    }

    private void named() {
        for (String name : rules.named("header.")) {
            values(Change.Kind.HEADER, name, "header." + name, request.headers().get(name), value -> draft -> {
                if (value == null) {
                    draft.headers.remove(name);
                } else {
                    draft.headers.put(name, value);
                }
            });
        }
        for (String name : rules.named("metadata.")) {
            String now = request.facts().metadata().get(name);
            values(Change.Kind.METADATA, name, "metadata." + name, now, value -> draft -> {
                if (value == null) {
                    draft.metadata.remove(name);
                } else {
                    draft.metadata.put(name, value);
                }
            });
        }
        values(Change.Kind.TEAM, "", "team", request.team(), value -> draft -> draft.team = value);
        values(Change.Kind.KEY, "", "key", request.key(), value -> draft -> draft.key = value == null ? "" : value);
        if (rules.looksAt("user")) {
            String user = request.facts().user();
            values(Change.Kind.USER, "", "user", user, value -> draft -> draft.user = value);
            for (int i = 1; i <= SOME_USERS; i++) {
                String other = "user-" + i;
                String then = probes.altered(draft -> draft.user = other);
                if (then != null) {
                    probes.changes()
                            .add(Change.of(Change.Kind.USER, "", shown(user), "another, such as " + other, then));
                    return;
                }
            }
        }
    }

    private void values(
            Change.Kind kind,
            String subject,
            String source,
            @Nullable String now,
            Function<@Nullable String, java.util.function.Consumer<RequestDraft>> set) {
        if (!rules.looksAt(source)) {
            return;
        }
        for (String value : plain(source)) {
            if (!value.equals(now)) {
                probes.either(kind, subject, shown(now), value.equals("*") ? "any" : value, set.apply(value));
            }
        }
        if (now != null && kind != Change.Kind.KEY) {
            probes.either(kind, subject, now, NONE, set.apply(null));
        }
    }

    private void words(boolean ofSystem) {
        TextHits hits = request.text() == null ? TextHits.NONE : request.text();
        List<String> present = ofSystem ? hits.system() : hits.text();
        int tried = 0;
        for (String word : probes.policy().rules().searchedFor(ofSystem)) {
            if (++tried > MOST_WORDS) {
                return;
            }
            boolean has = present.contains(word);
            List<String> others = new ArrayList<>(present);
            if (!others.remove(word)) {
                others.add(word);
            }
            TextHits changed = ofSystem ? new TextHits(hits.text(), others) : new TextHits(others, hits.system());
            String subject = (word.startsWith("/") ? word : "\"" + word + "\"") + (ofSystem ? " (system)" : "");
            probes.either(
                    Change.Kind.WORD,
                    subject,
                    has ? "holds" : "does not hold",
                    has ? "did not hold" : "held",
                    draft -> draft.text = changed);
        }
    }

    /** Values that are no patterns, some of them. */
    private List<String> plain(String source) {
        return rules.of(source).stream()
                .filter(value -> !(value.length() > 2 && value.startsWith("/")))
                .limit(MOST_VALUES)
                .toList();
    }

    /** The numbers in the comparisons of a condition. */
    private List<Double> thresholds(String source) {
        List<Double> numbers = new ArrayList<>();
        for (String text : rules.of(source)) {
            for (String part : text.split("\\.\\.", -1)) {
                double number = dev.pointsman.routing.Comparison.Quantity.COUNT.parse(part.replaceFirst("^[<>=]+", ""));
                if (!Double.isNaN(number)) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }

    static double[] nearest(Collection<Double> values, double to) {
        return values.stream()
                .sorted(Comparator.comparingDouble(value -> Change.distance(to, value)))
                .mapToDouble(Double::doubleValue)
                .toArray();
    }

    private static String shown(@Nullable String value) {
        return value == null ? NONE : value;
    }
}
