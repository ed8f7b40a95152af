package dev.pointsman.providers.cohere.chat;

import java.util.List;

/**
 * What a chat model can do, told by its name; one that is not known is taken for the newest. Source: docs.cohere.com, "Models" and "Reasoning"
 * (2026-08).
 *
 * @param reasons thinks before it answers, and knows blocks of thinking
 */
record CommandModel(boolean reasons) {
    private static final List<String> WITHOUT_REASONING = List.of(
            "command-r",
            "command-a-03",
            "command-a-vision",
            "command-a-translate",
            "command-light",
            "c4ai-",
            "tiny-aya");

    static CommandModel of(String name) {
        String plain = name.substring(name.lastIndexOf('/') + 1);
        return new CommandModel(
                !plain.equals("command") && WITHOUT_REASONING.stream().noneMatch(plain::startsWith));
    }
}
