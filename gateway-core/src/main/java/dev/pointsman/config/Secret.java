package dev.pointsman.config;

import java.util.function.Supplier;

/** A key or password; prints as {@code ***}. The value is asked for at each use, so that a rotated file is seen. */
public final class Secret {
    private final Supplier<String> value;

    private Secret(Supplier<String> value) {
        this.value = value;
    }

    public static Secret of(String value) {
        return new Secret(() -> value);
    }

    public static Secret from(Supplier<String> value) {
        return new Secret(value);
    }

    /** The plain value. Never log, print or put it into a message. */
    public String reveal() {
        return value.get();
    }

    @Override
    public String toString() {
        return "***";
    }
}
