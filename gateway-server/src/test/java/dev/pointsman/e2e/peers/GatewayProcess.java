package dev.pointsman.e2e.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The gateway as a program of its own, with the class path of the tests. */
public final class GatewayProcess implements AutoCloseable {
    private static final Pattern ADDRESS = Pattern.compile("http://([0-9.]+):(\\d+)/v1");

    private final Process process;
    private final BufferedReader output;
    private final List<String> lines = new ArrayList<>();

    private GatewayProcess(Process process) {
        this.process = process;
        this.output = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Runs one command line of the gateway with exactly this environment. */
    public static GatewayProcess run(Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classPath()));
        command.add("dev.pointsman.cli.Main");
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return new GatewayProcess(builder.start());
    }

    /** Reads what it says until it says where it listens. */
    public InetSocketAddress address() throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            Matcher found = ADDRESS.matcher(line);
            if (found.find()) {
                URI uri = URI.create(found.group());
                return new InetSocketAddress(uri.getHost(), uri.getPort());
            }
        }
        throw new IOException("it ended without listening: " + String.join("\n", lines));
    }

    /** Asks it to stop, as an orchestrator does: SIGTERM. */
    public void stop() {
        process.toHandle().destroy(); // unlike the process's own method it leaves its output open
    }

    /** Ends it at once, as the system does when memory is short: SIGKILL. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Waits for its end; its exit code. */
    public int exitCode() throws InterruptedException {
        output.lines().forEach(lines::add);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("it does not end");
        }
        return process.exitValue();
    }

    /** All it has said so far. */
    public String said() throws IOException {
        while (output.ready()) {
            lines.add(output.readLine());
        }
        return String.join("\n", lines);
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            output.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that this JVM was given, for others beside it. */
    public static String classPath() {
        String surefire = System.getProperty("surefire.test.class.path");
        return surefire == null ? System.getProperty("java.class.path") : surefire;
    }
}
