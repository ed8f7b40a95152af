package dev.pointsman.providers.openai.responses;

/** What is told of an answer's items: to a whole reply or to a stream. Ranges are contents of JSON strings, escapes and all. */
interface Answer {
    void text(byte[] array, int from, int to);

    void refusal(String text);

    void reasoning(byte[] array, int from, int to);

    /** An element of {@code thinking_blocks}. */
    void block(byte[] json);

    /** A call with all it is given; {@code custom} of a tool that takes free text. */
    void call(String id, String name, boolean custom, byte[] given);

    /** Elements of {@code logprobs.content}. */
    void logprobs(byte[] elements);

    /** Elements of the message's {@code annotations}. */
    void annotations(byte[] elements);

    /** {@code commentary} or {@code final_answer}: to be sent back with the message. */
    void phase(String word);
}
