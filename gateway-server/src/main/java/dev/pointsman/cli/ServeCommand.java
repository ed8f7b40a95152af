package dev.pointsman.cli;

import dev.pointsman.cli.setup.PolicyFile;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.Release;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Serves until it is told to stop: SIGTERM or Ctrl-C let streams finish, then the program ends with 0. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Serves a policy until told to stop; this is what happens without a command, too.")
final class ServeCommand implements Callable<Integer> {
    /** Not an exit code: the program goes on. */
    static final int SERVING = -1;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Mixin
    private final PolicyFile policy = new PolicyFile();

    @Override
    public Integer call() throws IOException {
        return serve(policy.path(), spec.commandLine().getOut());
    }

    /** Whether this is {@code serve} with no more than a policy: most starts, and what can be read without a parser, which takes a tenth of a start. */
    static boolean isPlain(String[] line) {
        boolean policy = line.length == 3 && PolicyFile.NAMES.contains(line[1]) && !line[2].startsWith("-");
        return line[0].equals("serve") && (line.length == 1 || policy);
    }

    /** Serves as the line says; the exit code where that fails. */
    static int plain(String[] line) {
        try {
            return serve(line.length == 1 ? PolicyFile.usual() : Path.of(line[2]), writer(System.out));
        } catch (IOException | RuntimeException failure) {
            return Failures.tell(failure, writer(System.err));
        }
    }

    private static PrintWriter writer(PrintStream console) {
        return new PrintWriter(console, true, Charset.defaultCharset());
    }

    private static int serve(Path policy, PrintWriter out) throws IOException {
        Thread.setDefaultUncaughtExceptionHandler(
                new LostThread(System.err, code -> Runtime.getRuntime().halt(code)));
        GatewayServer server = GatewayServer.start(policy, System::getenv);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "pointsman-stop"));
        greet(server, policy, out);
        return SERVING;
    }

    /** The JVM would report a signal as 128 + its number; a drained stop is a success. */
    private static void stop(GatewayServer server) {
        server.close();
        GatewayServer.flushLogs();
        Runtime.getRuntime().halt(0);
    }

    private static void greet(GatewayServer server, Path policy, PrintWriter out) {
        String base = server.secure() ? "https://" : "http://";
        String url = base + text(server.address()) + "/v1";
        List<String> models = server.models();
        out.println("Pointsman " + Release.version() + " serves " + policy);
        out.println("  clients   " + url + "   (any OpenAI SDK: base_url)");
        InetSocketAddress admin = server.adminAddress();
        if (admin != null) {
            out.println("  operators http://" + text(admin)
                    + (server.hasDashboard() ? "/   (dashboard), /health/ready, /metrics" : "/health/ready, /metrics"));
        }
        out.println("  models    " + String.join(", ", models));
        out.println("  try it    curl " + (server.secure() ? "-k " : "") + "-s " + url + "/chat/completions "
                + "-H 'content-type: application/json'"
                + (server.open() ? "" : " -H \"authorization: Bearer $KEY\"") + " -d '{\"model\":\"" + models.get(0)
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}'");
        out.flush();
    }

    private static String text(InetSocketAddress address) {
        boolean any = address.getAddress() != null && address.getAddress().isAnyLocalAddress();
        String host = any ? "127.0.0.1" : address.getHostString();
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
