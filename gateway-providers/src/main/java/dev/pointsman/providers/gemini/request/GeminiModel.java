package dev.pointsman.providers.gemini.request;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one of Google's models takes, told by its name. Sources: ai.google.dev, thinking, function calling and structured output pages (autumn
 * 2026); google-gemini/cookbook#1290 for penalties. A name that is not known is taken for the newest.
 *
 * @param reasoning how it is asked to think
 * @param leastBudget tokens of thinking that stand for none at all; above 0 where thinking cannot be off
 * @param mostBudget most tokens of thinking
 * @param leastLevel the level nearest to no thinking
 * @param mediumLevel the level of medium effort
 * @param jsonSchema takes JSON Schema as it is; others take a subset of OpenAPI's
 * @param thirdOrLater of the third generation: checks signatures, takes functions with structured output or search, media in results of
 *     functions, and a resolution for each picture
 * @param penalties takes {@code presencePenalty} and {@code frequencyPenalty}
 * @param system takes {@code systemInstruction}
 */
public record GeminiModel(
        Reasoning reasoning,
        int leastBudget,
        int mostBudget,
        String leastLevel,
        String mediumLevel,
        boolean jsonSchema,
        boolean thirdOrLater,
        boolean penalties,
        boolean system) {
    /** How a model is asked to think: not at all, by tokens, or by a level. */
    public enum Reasoning {
        NONE,
        BUDGET,
        LEVEL
    }

    private static final Pattern VERSION = Pattern.compile("gemini-(?:live-)?(\\d+)(?:\\.(\\d+))?(?:-|$)");
    private static final int FLASH_BUDGET = 24_576;
    private static final int PRO_BUDGET = 32_768;
    private static final int PRO_LEAST_BUDGET = 128;
    /** Flash models from here on have no minimal level. */
    private static final int NO_MINIMAL = 307;

    private static final GeminiModel OLD =
            new GeminiModel(Reasoning.NONE, 0, 0, "low", "medium", false, false, true, true);
    private static final GeminiModel GEMMA =
            new GeminiModel(Reasoning.NONE, 0, 0, "low", "medium", false, false, false, false);

    /** {@code name} may have a path before it: {@code models/gemini-2.5-pro}. */
    public static GeminiModel of(String name) {
        String lower = name.substring(name.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
        if (lower.startsWith("gemma")) {
            return GEMMA;
        }
        Matcher matcher = VERSION.matcher(lower);
        if (!matcher.find()) {
            return lower.equals("gemini-pro") || lower.startsWith("gemini-pro-vision")
                    ? OLD
                    : third(lower, Integer.MAX_VALUE);
        }
        int minor = matcher.group(2) == null ? 0 : number(matcher.group(2));
        int version = number(matcher.group(1)) * 100 + minor;
        if (version < 205) {
            return OLD;
        }
        return version < 300 ? second(lower) : third(lower, version);
    }

    private static GeminiModel second(String name) {
        boolean pro = name.contains("pro");
        boolean thinks = !name.contains("-image") && !name.contains("-tts");
        return new GeminiModel(
                thinks ? Reasoning.BUDGET : Reasoning.NONE,
                pro ? PRO_LEAST_BUDGET : 0,
                pro ? PRO_BUDGET : FLASH_BUDGET,
                "low",
                "medium",
                true,
                false,
                false,
                true);
    }

    private static GeminiModel third(String name, int version) {
        boolean pro = name.contains("pro");
        boolean minimal = !pro && version < NO_MINIMAL;
        return new GeminiModel(
                Reasoning.LEVEL,
                0,
                FLASH_BUDGET,
                minimal ? "minimal" : "low",
                pro && version == 300 ? "high" : "medium",
                true,
                true,
                false,
                true);
    }

    private static int number(String digits) {
        return digits.length() > 2 ? 99 : Integer.parseInt(digits);
    }
}
