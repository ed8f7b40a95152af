package dev.pointsman.e2e.sdk;

import java.util.List;
import java.util.function.Consumer;

/** A client library of one of the APIs that the gateway serves, used as its guide shows, and asked the same as all others. Thread-safe. */
interface ClientLibrary extends AutoCloseable {
    /** Name of the tool that goes along with every question; it takes a {@code city}. */
    String TOOL = "get_weather";

    /**
     * A question to a model.
     *
     * @param called the answer that called the tool, whose result goes along; null for a first question
     * @param words what the library hands over while a stream runs; null asks for a whole answer
     */
    record Question(String model, String text, Answer called, String result, Consumer<String> words) {
        static Question of(String model, String text) {
            return new Question(model, text, null, null, null);
        }

        /** The same, as a stream. */
        Question streamed(Consumer<String> heard) {
            return new Question(model, text, called, result, heard);
        }

        /** The same once more, with what the tool that was called said. */
        Question after(Answer call, String said) {
            return new Question(model, text, call, said, words);
        }
    }

    /** A call of a tool, its arguments as JSON without blanks. */
    record Call(String id, String name, String arguments) {}

    /**
     * What the library makes of the reply.
     *
     * @param finish {@code stop} or {@code tool_calls}, however it is called there
     * @param turn the library's own form of it, to be sent back
     */
    record Answer(String text, List<Call> calls, String finish, Tokens tokens, Object turn) {
        public Answer {
            calls = List.copyOf(calls);
        }
    }

    /** Tokens of the whole prompt, those of them that were cached, and of the completion. */
    record Tokens(long prompt, long cached, long completion) {}

    /**
     * What the library tells of a refusal.
     *
     * @param status -1 where there was none
     * @param retryAfter the header; null where the library does not show it
     */
    record Refusal(int status, String message, String retryAfter) {}

    Answer ask(Question question);

    /** Whether it hands over all that came before a connection was cut. */
    boolean readsUpToACut();

    /** Reads what {@link #ask} threw. */
    Refusal refusal(Throwable thrown);

    @Override
    void close();
}
