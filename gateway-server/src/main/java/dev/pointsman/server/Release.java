package dev.pointsman.server;

/** Which release this is, as the build wrote it into the jar. */
public final class Release {
    private Release() {}

    /** {@code dev} where the classes did not come from a jar. */
    public static String version() {
        String built = Release.class.getPackage().getImplementationVersion();
        return built == null ? "dev" : built;
    }
}
