package dev.pointsman.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A Redis of its own process, from the program that comes as a Maven artifact; keeps nothing. */
public final class RealRedis implements AutoCloseable {
    private final Path folder;
    private final Path program;
    private final int port;
    private final List<String> options;
    private Process process;

    private RealRedis(Path folder, List<String> options) throws IOException {
        this.folder = folder;
        this.options = options;
        this.program = unpacked(folder);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        this.process = begun();
    }

    /** Starts one in a folder. */
    public static RealRedis in(Path folder, String... options) throws IOException {
        return new RealRedis(folder, List.of(options));
    }

    private static Path unpacked(Path folder) throws IOException {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
        boolean mac = System.getProperty("os.name").startsWith("Mac");
        String name = mac
                ? "redis-server-6.2.6-v5-darwin-" + machine
                : machine.equals("arm64") ? "redis-server-6.2.7-linux-arm64" : "redis-server-6.2.6-v5-linux-amd64";
        Path program = folder.resolve("redis-server");
        try (InputStream in = RealRedis.class.getResourceAsStream("/" + name)) {
            if (in == null) {
                throw new IOException("no Redis for this machine: " + name);
            }
            Files.copy(in, program);
        }
        if (!program.toFile().setExecutable(true)) {
            throw new IOException("cannot be run: " + program);
        }
        return program;
    }

    private Process begun() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                "--port",
                Integer.toString(port),
                "--bind",
                "127.0.0.1",
                "--save",
                "",
                "--appendonly",
                "no",
                "--dir",
                folder.toString()));
        command.addAll(options);
        Process begun = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("redis.txt").toFile())
                .start();
        Awaitility.await().atMost(20, TimeUnit.SECONDS).until(this::listens);
        return begun;
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    public int port() {
        return port;
    }

    /** As a policy names it. */
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Ends it at once; what it knew is lost. */
    public void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts it again, at the same place. */
    public void restart() {
        try {
            process = begun();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** It takes connections and commands, and answers nothing, until {@link #resume}. */
    public void pause() {
        signal("STOP");
    }

    /** It answers again. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        kill();
    }
}
