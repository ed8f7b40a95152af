package dev.pointsman.routing.rules;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.routing.text.PatternSet;
import dev.pointsman.routing.text.WordAutomaton;
import java.util.ArrayList;
import java.util.List;

/** Reads the conditions on one kind of text, and collects what they look for. */
final class TextConditions {
    private final boolean ofSystem;
    private final WordAutomaton.Builder words = new WordAutomaton.Builder();
    private final PatternSet.Builder patterns = new PatternSet.Builder();
    private final List<String> written = new ArrayList<>();
    private boolean tooManyWords;

    TextConditions(boolean ofSystem) {
        this.ofSystem = ofSystem;
    }

    /** Empty where there are too many words: that is a problem, and no table is built for them. */
    Vocabulary vocabulary() {
        if (tooManyWords) {
            return new TextConditions(ofSystem).vocabulary();
        }
        return new Vocabulary(words.words(), words.build(), written, patterns.build());
    }

    Condition condition(ConfigNode value) {
        List<Integer> wordNumbers = new ArrayList<>();
        List<Integer> patternNumbers = new ArrayList<>();
        for (ConfigNode item : ConditionParser.some(value)) {
            if (WrittenPattern.is(item)) {
                add(item, patternNumbers);
            } else if (item.text().isBlank()) {
                if (item.isScalar()) {
                    item.problem("expected a word or a phrase but found an empty text");
                }
            } else {
                wordNumbers.add(words.add(item.text()));
            }
        }
        if (words.cells() > WordAutomaton.MOST_CELLS && !tooManyWords) {
            tooManyWords = true;
            value.problem("the rules have too many words here: the table for them would be too large");
        }
        return new Condition.Text(ofSystem, NumberMask.of(wordNumbers), NumberMask.of(patternNumbers));
    }

    private void add(ConfigNode item, List<Integer> numbers) {
        WrittenPattern pattern = WrittenPattern.from(item);
        if (pattern != null) {
            int number = patterns.add(pattern.expression(), pattern.anyCase());
            if (number == written.size()) {
                written.add(item.text());
            }
            numbers.add(number);
        }
    }
}
