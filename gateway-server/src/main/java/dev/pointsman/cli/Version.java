package dev.pointsman.cli;

import dev.pointsman.server.Release;
import picocli.CommandLine.IVersionProvider;

/** The version as the build wrote it into the jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"Pointsman " + Release.version(), "Java " + Runtime.version()};
    }
}
