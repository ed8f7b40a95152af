package dev.pointsman.recorded;

import dev.pointsman.routing.facts.SignalReadings;
import dev.pointsman.routing.facts.Signals;
import dev.pointsman.routing.facts.TaskGuess;
import dev.pointsman.tokens.Tokenizer;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The signals a record tells of. One that was not looked at abstains, and is remembered as missing. Confined to one thread. */
public final class RecordedSignals implements Signals {
    private final SignalReadings readings;
    private final int measuredTokens;
    private final Set<String> missing = new LinkedHashSet<>(0);

    RecordedSignals(SignalReadings readings) {
        this(readings, 0);
    }

    /**
     * Of a record whose request was answered.
     *
     * @param measuredTokens what the provider counted, taken where the gateway had no need to estimate; 0 where it told none
     */
    public RecordedSignals(SignalReadings readings, int measuredTokens) {
        this.readings = readings;
        this.measuredTokens = measuredTokens;
    }

    /** Names of the signals that were asked for and are not recorded. */
    public Set<String> missing() {
        return missing;
    }

    @Override
    public int inputTokens() {
        if (readings.inputTokens() >= 0) {
            return readings.inputTokens();
        }
        int counted = readings.anyTokens();
        if (measuredTokens <= 0 && counted < 0) {
            missing.add("input_tokens");
        }
        return measuredTokens > 0 ? measuredTokens : Math.max(0, counted);
    }

    /** What another tokenizer counted, or the estimate, stands in where this one was not asked. */
    @Override
    public int tokens(Tokenizer tokenizer) {
        Integer counted = readings.counted().get(tokenizer);
        return counted == null ? inputTokens() : counted;
    }

    @Override
    public @Nullable String language() {
        if (!readings.languageRead()) {
            missing.add("language");
        }
        return readings.language();
    }

    @Override
    public double code() {
        if (readings.code() < 0) {
            missing.add("code");
            return Double.NaN;
        }
        return readings.code();
    }

    @Override
    public @Nullable TaskGuess task() {
        if (!readings.taskRead()) {
            missing.add("task");
        }
        return readings.task();
    }

    @Override
    public @Nullable String taskRemark() {
        return readings.taskRemark();
    }

    @Override
    public double difficulty() {
        if (!readings.difficultyRead()) {
            missing.add("difficulty");
        }
        return readings.difficulty();
    }

    @Override
    public SignalReadings readings() {
        return readings;
    }
}
