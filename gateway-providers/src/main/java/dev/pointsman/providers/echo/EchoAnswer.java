package dev.pointsman.providers.echo;

import dev.pointsman.api.ApiRequest;
import dev.pointsman.api.RequestFacts;
import java.util.ArrayList;
import java.util.List;

/**
 * What the echo model answers, before any wire form: words or function calls, why it ended, and what it counts as.
 *
 * @param tokens the words of the answer, each with the space before it
 * @param calls functions to call; then there are no words
 * @param finish OpenAI's finish reason
 */
record EchoAnswer(List<String> tokens, List<ToolCall> calls, String finish, int promptTokens, int completionTokens) {
    /** One function to call; {@code arguments} is JSON. */
    record ToolCall(String id, String name, String arguments) {}

    private static final int QUOTED_CHARS = 2000;

    EchoAnswer {
        tokens = List.copyOf(tokens);
        calls = List.copyOf(calls);
    }

    /** {@code said} is the prompt without its directives; {@code seed} makes ids. */
    static EchoAnswer to(ApiRequest request, String said, EchoScript script, long seed) {
        RequestFacts facts = request.facts();
        int prompt = Math.max(1, (facts.textBytes() + 3) / 4 + 3 * facts.turns());
        EchoWishes wishes = EchoWishes.of(request);
        List<ToolCall> calls = wishes.calls(script, seed);
        if (!calls.isEmpty()) {
            int counted = calls.stream()
                    .mapToInt(call -> 5 + call.arguments().length() / 4)
                    .sum();
            return new EchoAnswer(List.of(), calls, finish(script, "tool_calls"), prompt, counted);
        }
        String structured = wishes.structured(said);
        List<String> tokens =
                structured != null ? pieces(structured) : words(sentence(facts.model(), said), script.tokens());
        int most = facts.maxOutputTokens();
        boolean cut = most >= 0 && tokens.size() > most;
        List<String> kept = cut ? tokens.subList(0, most) : tokens;
        return new EchoAnswer(kept, List.of(), finish(script, cut ? "length" : "stop"), prompt, kept.size());
    }

    private static String finish(EchoScript script, String natural) {
        String claimed = script.finish();
        return claimed == null ? natural : claimed;
    }

    private static String sentence(String model, String said) {
        String quoted = said.length() > QUOTED_CHARS ? said.substring(0, QUOTED_CHARS) + " …" : said;
        return "This is the built-in echo model \"" + model
                + "\": it needs no key and repeats what it is told. You said: "
                + (quoted.isEmpty() ? "(nothing)" : quoted);
    }

    /** The words of a text; {@code count} of them, from the beginning again where it is too short, or all where that is 0. */
    private static List<String> words(String text, int count) {
        List<String> words = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            int space = text.indexOf(' ', from + 1);
            int to = space < 0 ? text.length() : space;
            words.add(text.substring(from, to));
            from = to;
        }
        if (count == 0) {
            return words;
        }
        List<String> exactly = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String word = words.get(i % words.size());
            exactly.add(i > 0 && i % words.size() == 0 ? " " + word : word);
        }
        return exactly;
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + 8);
            to = to < text.length() && Character.isHighSurrogate(text.charAt(to - 1)) ? to + 1 : to;
            pieces.add(text.substring(from, to));
            from = to;
        }
        return pieces;
    }

    /** The whole answer in words. */
    String text() {
        return String.join("", tokens);
    }
}
