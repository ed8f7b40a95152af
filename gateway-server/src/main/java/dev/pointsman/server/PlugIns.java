package dev.pointsman.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where routers, providers and encoders that do not come with the gateway are found: the jars of the folder {@code POINTSMAN_PLUGINS}, or of
 * {@code plugins} beside the program. They see the gateway's classes; among themselves they share one loader.
 */
final class PlugIns {
    private static final Logger LOG = LoggerFactory.getLogger(PlugIns.class);

    private PlugIns() {}

    /**
     * The class loader to look services up with; the gateway's own where there is no such folder.
     *
     * @throws UncheckedIOException where a folder that was named cannot be read
     */
    static ClassLoader loader(Function<String, @Nullable String> environment) {
        ClassLoader own = PlugIns.class.getClassLoader();
        String named = environment.apply("POINTSMAN_PLUGINS");
        String home = environment.apply("POINTSMAN_HOME");
        Path folder = named != null ? Path.of(named) : home != null ? Path.of(home, "plugins") : null;
        if (folder == null || (named == null && !Files.isDirectory(folder))) {
            return own;
        }
        List<URL> jars = jars(folder);
        LOG.info("{} plug-in jars in {}", jars.size(), folder);
        return jars.isEmpty() ? own : new URLClassLoader(jars.toArray(URL[]::new), own);
    }

    private static List<URL> jars(Path folder) {
        List<URL> jars = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
            for (Path jar : found) {
                jars.add(url(jar));
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("POINTSMAN_PLUGINS: folder " + folder + " cannot be read", unreadable);
        }
        return jars;
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException aFileAlwaysHasOne) {
            throw new IllegalStateException(aFileAlwaysHasOne);
        }
    }
}
