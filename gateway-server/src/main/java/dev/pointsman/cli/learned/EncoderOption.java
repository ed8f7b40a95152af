package dev.pointsman.cli.learned;

import dev.pointsman.config.ConfigException;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigProblems;
import dev.pointsman.config.NamedFiles;
import dev.pointsman.config.YamlConfig;
import dev.pointsman.learned.TextEncoder;
import dev.pointsman.learned.TextEncoderFactory;
import dev.pointsman.learned.quality.LearnedRouter;
import dev.pointsman.learned.task.EncoderChoice;
import dev.pointsman.learned.task.TaskResources;
import dev.pointsman.server.GatewayServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which encoder prompts are compared by, as a policy names it. */
final class EncoderOption {
    private static final String NAME = "--encoder";

    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = NAME,
            paramLabel = "ENCODER",
            description =
                    "compare prompts by a sentence encoder of a plug-in, \"{ onnx: FILE, vocab: FILE }\", or by an endpoint of"
                            + " embeddings, \"{ url: http://…/v1, model: NAME, key: $KEY }\" (default: by n-grams)")
    private @Nullable String written;

    private @Nullable TextEncoder made;

    /** As a card names it, without a key; null where none was named. */
    @Nullable
    String written() {
        return encoder() instanceof EndpointEncoder endpoint ? endpoint.name() : written;
    }

    /** Null where none was named. */
    @Nullable
    TextEncoder encoder() {
        if (made == null && written != null) {
            made = made(written);
        }
        return made;
    }

    private TextEncoder made(String written) {
        ConfigProblems problems = new ConfigProblems();
        ConfigNode node = YamlConfig.parse(NAME, written, System::getenv, problems);
        NamedFiles files = new NamedFiles("");
        List<TextEncoderFactory> factories = new ArrayList<>();
        GatewayServer.encoders(System::getenv).forEach(factories::add);
        boolean endpoint = node.isMap() && node.at(EndpointEncoder.URL) != null;
        TextEncoder encoder = null;
        if (problems.isEmpty()) {
            encoder = endpoint
                    ? EndpointEncoder.from(node)
                    : EncoderChoice.from(node, new TaskResources(files::bytes, files::path, List.of(), factories))
                            .encoder();
        }
        try {
            problems.throwIfAny();
        } catch (ConfigException bad) {
            throw new ParameterException(spec.commandLine(), String.valueOf(bad.getMessage()), bad);
        }
        if (encoder == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    NAME + ": \"" + written
                            + "\" (expected: { onnx: FILE, vocab: FILE } or { url: ADDRESS, model: NAME })");
        }
        return encoder;
    }

    /** The router with the encoder that it needs. */
    LearnedRouter bound(LearnedRouter router) throws IOException {
        TextEncoder encoder = encoder();
        if ((encoder == null) != (router.encoder() == null)) {
            throw new IOException(
                    router.encoder() == null
                            ? "the router was trained without an encoder (expected: no " + NAME + ")"
                            : "the router was trained with the encoder " + router.encoder() + " (expected: " + NAME
                                    + " with the same)");
        }
        try {
            return encoder == null ? router : router.encodedBy(encoder);
        } catch (IllegalArgumentException other) {
            throw new IOException(other.getMessage(), other);
        }
    }
}
