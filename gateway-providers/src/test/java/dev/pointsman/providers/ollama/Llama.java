package dev.pointsman.providers.ollama;

import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.Workbench;
import dev.pointsman.providers.openai.OpenAiFactory;

/** Ollama's own API on a workbench. */
final class Llama {
    static final String STREAMED = "'stream':true,'messages':[{'role':'user','content':'hi'}]";
    static final String WHOLE = "'messages':[{'role':'user','content':'hi'}]";

    private Llama() {}

    static Workbench bench(String entry) {
        return new Workbench(new OllamaFactory(Workbench.CLOCK, new OpenAiFactory()), entry);
    }

    static Workbench bench() {
        return bench("{ type: ollama, key: $KEY }");
    }

    /** One line, with the time all lines of a stream begin with; JSON with single quotes. */
    static String line(String message, String more) {
        return ("{'model':'qwen3','created_at':'2026-09-21T14:13:20.5Z','message':{'role':'assistant'," + message + "},"
                        + more + "}\n")
                .replace('\'', '"');
    }

    static String piece(String message) {
        return line(message, "'done':false");
    }

    static String last(String more) {
        return line("'content':''", "'done':true" + more);
    }

    static RecordedReply stream(String lines) {
        return stream(lines, 1 << 20);
    }

    static RecordedReply stream(String lines, int step) {
        return bench().reply(Workbench.chat(STREAMED), "qwen3", "application/x-ndjson", lines, step);
    }

    static RecordedReply whole(String body) {
        return bench().reply(Workbench.chat(WHOLE), "qwen3", "application/json; charset=utf-8", body, 1 << 20);
    }
}
