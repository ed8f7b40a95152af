package dev.pointsman.providers.openai;

/**
 * Which of OpenAI's models reason, told by their names: {@code o1}…, {@code gpt-5} and later, chat variants excepted. Source: OpenAI's
 * model pages, 2026-08.
 */
final class ReasoningModels {
    private ReasoningModels() {}

    static boolean include(String model) {
        if (model.length() > 1 && model.charAt(0) == 'o' && isDigit(model.charAt(1))) {
            return true;
        }
        return majorVersion(model) >= 5 && !model.contains("-chat");
    }

    /** Whether it takes sampling parameters again when {@code reasoning_effort} is {@code none}: gpt-5.1 and later. */
    static boolean sampleWithoutEffort(String model) {
        int major = majorVersion(model);
        return major > 5 || (major == 5 && model.length() > 6 && model.charAt(5) == '.' && model.charAt(6) >= '1');
    }

    /** Whether OpenAI serves it by the Responses API only: {@code …-pro}, {@code …-codex…}, {@code …-deep-research}, each with or without a date. */
    static boolean onlyRespond(String model) {
        return model.endsWith("-pro")
                || model.contains("-pro-20")
                || model.contains("codex")
                || model.contains("-deep-research")
                || model.startsWith("computer-use-preview");
    }

    /** Whether the chat API refuses functions together with reasoning: the gpt-5.6 family. */
    static boolean callOnlyInResponses(String model) {
        return model.startsWith("gpt-5.6");
    }

    /** 5 of {@code gpt-5.1-mini}; 0 of what is no such name. */
    private static int majorVersion(String model) {
        if (!model.startsWith("gpt-")) {
            return 0;
        }
        int version = 0;
        for (int i = 4; i < model.length() && i < 7 && isDigit(model.charAt(i)); i++) {
            version = version * 10 + model.charAt(i) - '0';
        }
        return version;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
