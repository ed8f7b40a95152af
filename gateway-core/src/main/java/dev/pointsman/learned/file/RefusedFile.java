package dev.pointsman.learned.file;

/** What is wrong with bytes that are no file of ours, in words for the one who named the file. */
public final class RefusedFile extends Exception {
    public RefusedFile(String message) {
        super(message);
    }
}
