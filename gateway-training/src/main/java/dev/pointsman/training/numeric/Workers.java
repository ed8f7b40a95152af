package dev.pointsman.training.numeric;

import java.util.function.IntConsumer;

/** Two threads at most, for work whose parts touch nothing in common: the result is the same as with one. */
public final class Workers {
    public static final int COUNT = 2;

    private Workers() {}

    /** Carries out each part once and returns when all are done; what one throws is thrown here. */
    public static void each(int parts, IntConsumer work) {
        Throwable[] thrown = new Throwable[1];
        Thread other = new Thread(
                () -> {
                    for (int part = 1; part < parts; part += COUNT) {
                        work.accept(part);
                    }
                },
                "fit");
        other.setDaemon(true);
        other.setUncaughtExceptionHandler((thread, cause) -> thrown[0] = cause);
        if (parts > 1) {
            other.start();
        }
        try {
            for (int part = 0; part < parts; part += COUNT) {
                work.accept(part);
            }
        } finally {
            join(other);
        }
        if (thrown[0] != null) {
            throw new IllegalStateException("a part of the fit failed", thrown[0]);
        }
    }

    private static void join(Thread other) {
        boolean interrupted = false;
        while (true) {
            try {
                other.join();
                break;
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
