package dev.pointsman.fuzz;

/** How long {@code mvn -P fuzz} searches with one target. Without that profile the inputs that are kept beside the tests are run once. */
public final class FuzzTime {
    public static final String LIMIT = "30m";

    private FuzzTime() {}
}
