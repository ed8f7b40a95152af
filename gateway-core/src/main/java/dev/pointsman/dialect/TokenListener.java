package dev.pointsman.dialect;

/** Hears the log probabilities of a chat's reply, just before the text they belong to. */
@FunctionalInterface
public interface TokenListener {
    /** Elements of {@code logprobs.content}, JSON with commas between them; never empty. The array is not the listener's. */
    void tokens(byte[] array, int from, int to);
}
