package dev.pointsman.signal;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.tokens.Tokenizer;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one request's prompt, each worked out when first asked for. Language and code are those of the last user message, of which a
 * bounded part is looked at. Confined to the exchange's loop.
 */
public final class PromptSignals implements Signals {
    /** Characters of text looked at for language and code. */
    static final int MOST_CHARACTERS = 32_768;

    private final ApiRequest request;
    private @Nullable String text;
    private boolean tokensAsked;
    private @Nullable Map<Tokenizer, Integer> counted;
    private boolean languageKnown;
    private @Nullable String language;
    private double code = Double.NaN;
    private final TaskSource tasks;
    private @Nullable TaskFinding task;
    private boolean difficultyKnown;
    private double difficulty = Double.NaN;

    /** Of a request that no task is told of. */
    public PromptSignals(ApiRequest request) {
        this(request, TaskSource.NONE);
    }

    public PromptSignals(ApiRequest request, TaskSource tasks) {
        this.request = request;
        this.tasks = tasks;
    }

    @Override
    public int inputTokens() {
        tokensAsked = true;
        return request.promptTokens(PromptSignals::estimate);
    }

    @Override
    public int tokens(Tokenizer tokenizer) {
        Map<Tokenizer, Integer> known = counted;
        if (known == null) {
            known = new EnumMap<>(Tokenizer.class);
            counted = known;
        }
        Integer count = known.get(tokenizer);
        if (count == null) {
            count = ExactTokens.of(request, tokenizer);
            known.put(tokenizer, count);
        }
        return count;
    }

    @Override
    public @Nullable String language() {
        if (!languageKnown) {
            language = LanguageGuess.of(text());
            languageKnown = true;
        }
        return language;
    }

    @Override
    public double code() {
        if (Double.isNaN(code)) {
            code = CodeShare.of(text());
        }
        return code;
    }

    @Override
    public @Nullable TaskGuess task() {
        return found().guess();
    }

    @Override
    public @Nullable String taskRemark() {
        return task == null || tasks == TaskSource.NONE ? null : task.remark();
    }

    @Override
    public double difficulty() {
        if (!difficultyKnown) {
            difficulty = Difficulty.of(text());
            difficultyKnown = true;
        }
        return difficulty;
    }

    /** Whether the task was asked for and a model has to be asked to tell it. */
    public boolean awaitsTask() {
        return task != null && task.awaited();
    }

    /** What the task was found to be, for a decision made again. */
    public void told(TaskFinding finding) {
        task = finding;
    }

    private TaskFinding found() {
        TaskFinding known = task;
        if (known == null) {
            known = tasks.of(request.prompt().lastUser());
            task = known;
        }
        return known;
    }

    @Override
    public SignalReadings readings() {
        TaskFinding found = task;
        return new SignalReadings(
                tokensAsked ? inputTokens() : -1,
                languageKnown,
                language,
                Double.isNaN(code) ? -1 : code,
                found != null,
                found == null ? null : found.guess(),
                taskRemark(),
                difficultyKnown,
                difficulty,
                counted == null ? Map.of() : counted);
    }

    private String text() {
        String known = text;
        if (known == null) {
            String whole = request.prompt().lastUser();
            known = whole.length() <= MOST_CHARACTERS ? whole : whole.substring(0, MOST_CHARACTERS);
            text = known;
        }
        return known;
    }

    private static int estimate(ApiRequest request) {
        return TokenEstimate.of(request);
    }
}
