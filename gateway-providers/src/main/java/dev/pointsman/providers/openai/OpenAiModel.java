package dev.pointsman.providers.openai;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What OpenAI's own models take, told by a name that has one of theirs in it: {@code gpt-5-mini}, {@code my-gpt-5-mini-eu}, {@code o3}. Source:
 * OpenAI's model pages, 2026-08.
 *
 * @param major 5 of {@code gpt-5.1-mini}; 0 of what is no such name
 * @param minor 1 of {@code gpt-5.1-mini}
 * @param oSeries number of an {@code o3}; 0 of others
 * @param chat a chat variant, which does not reason
 * @param search a search variant
 */
record OpenAiModel(int major, int minor, int oSeries, boolean chat, boolean search) {
    private static final Pattern GPT = Pattern.compile("(?<![a-z0-9])gpt-?(\\d{1,2})(?:\\.(\\d))?(?![0-9])");
    private static final Pattern O_SERIES = Pattern.compile("(?<![a-z0-9])o([1-9])(?![a-z0-9])");
    /** Azure's way to write 3.5. */
    private static final int GPT_3_5 = 35;

    /** Names that were read lately; a policy has few. Two threads may read one twice. */
    private static final Named[] READ = new Named[256];

    private record Named(String name, OpenAiModel model) {}

    static OpenAiModel of(String name) {
        int place = name.hashCode() & (READ.length - 1);
        Named known = READ[place];
        if (known == null || !known.name.equals(name)) {
            known = new Named(name, read(name));
            READ[place] = known;
        }
        return known.model;
    }

    private static OpenAiModel read(String name) {
        String model = name.toLowerCase(Locale.ROOT);
        boolean chat = model.contains("-chat");
        boolean search = model.contains("-search-preview");
        Matcher gpt = GPT.matcher(model);
        if (gpt.find()) {
            int major = Integer.parseInt(gpt.group(1));
            int minor = gpt.group(2) == null ? 0 : Integer.parseInt(gpt.group(2));
            return new OpenAiModel(major == GPT_3_5 ? 3 : major, minor, 0, chat, search);
        }
        Matcher series = O_SERIES.matcher(model);
        return new OpenAiModel(0, 0, series.find() ? Integer.parseInt(series.group(1)) : 0, chat, search);
    }

    /** Whether OpenAI serves it by the Responses API only: {@code …-pro}, {@code …-codex…}, {@code …-deep-research}, each with or without a date. */
    static boolean onlyResponds(String model) {
        return model.endsWith("-pro")
                || model.contains("-pro-20")
                || model.contains("codex")
                || model.contains("-deep-research")
                || model.startsWith("computer-use-preview");
    }

    boolean reasons() {
        return oSeries > 0 || (major >= 5 && !chat);
    }

    /** A model of before reasoning: takes no {@code reasoning_effort}, no {@code verbosity}. */
    boolean plain() {
        return major == 3 || major == 4;
    }

    /** Whether it takes sampling parameters again when {@code reasoning_effort} is {@code none}: gpt-5.1 and later. */
    boolean samplesWithoutEffort() {
        return major > 5 || (major == 5 && minor >= 1);
    }

    /** {@code stop} is not for o3 and o4. */
    boolean takesStop() {
        return oSeries < 3;
    }

    /** gpt-5.6 refuses functions together with reasoning on this endpoint (sandialabs/atlas-ui-3#893). */
    boolean callsWithoutEffort() {
        return major == 5 && minor == 6;
    }
}
