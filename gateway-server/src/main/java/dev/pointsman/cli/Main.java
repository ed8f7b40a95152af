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

    Main() {}

    public static void main(String[] args) {
        if (System.getProperty(NETTY_EVENTS) == null) {
            System.setProperty(
                    NETTY_EVENTS, "false"); // to register them takes longer than all else that Netty does at a start
        }
        int code = run(args);
        if (code != ServeCommand.SERVING) {
            System.exit(code);
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
