package dev.pointsman.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The program {@code gateway}. Without a command it serves, so that {@code java -jar gateway-server.jar --config FILE} does what it looks like.
 *
 * <p>Exit codes: 0 done, 1 it failed (bad policy, port taken, a test of the policy failed), 2 the command line was wrong.
 */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Routes OpenAI-style requests to the model that should answer them.",
        footer = {
            "",
            "To begin:",
            "  gateway serve                        the demo, with a provider that is built in",
            "  gateway chat hello                   ask it something, from another terminal",
            "  gateway explain \"hello there\"        why a prompt goes where it goes",
            "  gateway init && gateway doctor -c gateway.yaml",
            "                                       a policy of your own, from the keys in the environment",
            "",
            "Exit codes: 0 done, 1 it failed, 2 the command line was wrong. The guides are in docs/.",
        })
public final class Main {
    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";
    private static final String NETTY_OPENS = "io.netty.tryReflectionSetAccessible";

    Main() {}

    public static void main(String[] args) {
        unlessSet(NETTY_EVENTS, "false"); // to register them takes longer than all else that Netty does at a start
        letNettyCountItsMemory();
        int code = run(args);
        if (code != ServeCommand.SERVING) {
            System.exit(code);
        }
    }

    /**
     * Where {@code java.nio} is open to it, from Java 24 on where native access is allowed, and the jar's manifest has both, Netty counts its direct memory itself and
     * refuses at once.
     * Else the virtual machine collects garbage and sleeps for half a second before it refuses, and event loops with it.
     */
    private static void letNettyCountItsMemory() {
        unlessSet(NETTY_OPENS, "true");
    }

    private static void unlessSet(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /** Runs one command; {@link ServeCommand#SERVING} while a gateway goes on serving. */
    static int run(String... args) {
        String[] whole = withCommand(args);
        return ServeCommand.isPlain(whole)
                ? ServeCommand.plain(whole)
                : Commands.of(whole[0]).execute(whole);
    }

    /** With every command. */
    static CommandLine commandLine() {
        return Commands.all();
    }

    private static String[] withCommand(String[] args) {
        List<String> ownOptions = List.of("-h", "--help", "-V", "--version");
        if (args.length > 0 && (!args[0].startsWith("-") || ownOptions.contains(args[0]))) {
            return args;
        }
        String[] serve = new String[args.length + 1];
        serve[0] = "serve";
        System.arraycopy(args, 0, serve, 1, args.length);
        return serve;
    }
}
