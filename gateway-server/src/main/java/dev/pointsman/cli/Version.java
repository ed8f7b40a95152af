package dev.pointsman.cli;

import picocli.CommandLine.IVersionProvider;

/** The version as the build wrote it into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"Pointsman " + text(), "Java " + Runtime.version()};
    }

    static String text() {
        String built = Version.class.getPackage().getImplementationVersion();
        return built == null ? "(not from a jar)" : built;
    }
}
