package dev.pointsman.guardrail;

import com.google.re2j.Matcher;
import dev.pointsman.routing.rules.WrittenPattern;
import dev.pointsman.routing.text.PatternSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds patterns of a policy: all are looked for together, and only one that is there anywhere is searched for its places. Linear in the text. */
final class PatternFinder implements TextFinder {
    static final String MARK = "[redacted]";

    private final List<WrittenPattern> patterns;
    private final PatternSet together;
    private final int longest;

    /**
     * @param patterns different from one another
     * @param longest characters of a match in a stream
     */
    PatternFinder(List<WrittenPattern> patterns, int longest) {
        this.patterns = List.copyOf(patterns);
        this.longest = longest;
        PatternSet.Builder builder = new PatternSet.Builder();
        patterns.forEach(pattern -> builder.add(pattern.expression(), pattern.anyCase()));
        this.together = builder.build();
    }

    /** Whether both find the same. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PatternFinder finder
                && finder.longest == longest
                && finder.written().equals(written());
    }

    @Override
    public int hashCode() {
        return written().hashCode();
    }

    private List<String> written() {
        return patterns.stream()
                .map(each -> each.expression() + (each.anyCase() ? "/i" : "/"))
                .toList();
    }

    @Override
    public int longest() {
        return longest;
    }

    @Override
    public void find(String text, int from, Places places) {
        long[] there = together.find(text);
        for (int i = 0; i < patterns.size(); i++) {
            if ((there[i >> 6] & (1L << i)) != 0) {
                Matcher matcher = patterns.get(i).compiled().matcher(text);
                boolean found = matcher.find(from);
                while (found) {
                    if (matcher.end() > matcher.start()) {
                        places.add(matcher.start(), matcher.end(), MARK);
                    }
                    found = matcher.find();
                }
            }
        }
    }
}
