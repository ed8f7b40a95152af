package dev.pointsman.cli;

import java.io.PrintStream;
import java.util.function.IntConsumer;

/**
 * What becomes of a gateway one of whose threads ends by an error that nobody took. Where it is the virtual machine's own, a full heap above all, the program ends, for
 * its supervisor to start it again: an event loop that is gone leaves its connections without an answer, and new ones too, and the rest of the gateway looks well.
 */
final class LostThread implements Thread.UncaughtExceptionHandler {
    /** The same that {@code -XX:+ExitOnOutOfMemoryError} ends with, which {@code ./gateway} and the image have. */
    static final int FATAL = 3;

    private final PrintStream err;
    private final IntConsumer end;

    /** @param end ends the program at once, with an exit code: an orderly stop may need the memory or the thread that is gone */
    LostThread(PrintStream err, IntConsumer end) {
        this.err = err;
        this.end = end;
    }

    @Override
    public void uncaughtException(Thread thread, Throwable cause) {
        boolean fatal = cause instanceof VirtualMachineError;
        try {
            err.println(
                    "gateway: thread " + thread.getName() + " ended by " + cause + (fatal ? "; the program ends" : ""));
            if (!fatal) {
                cause.printStackTrace(err);
            }
        } finally {
            if (fatal) {
                end.accept(FATAL);
            }
        }
    }
}
