package dev.pointsman.learned.task;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.learned.TextEncoderFactory;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What reading {@code tasks} needs beside them.
 *
 * @param files the bytes of the file that a node names; null, with a problem noted there, where it cannot be read
 * @param paths where that file stands; null, with a problem noted there, where there is none
 * @param models names of the policy's models
 * @param encoders that were plugged in
 */
public record TaskResources(
        Function<ConfigNode, byte @Nullable []> files,
        Function<ConfigNode, @Nullable String> paths,
        Collection<String> models,
        List<TextEncoderFactory> encoders) {
    public TaskResources {
        models = List.copyOf(models);
        encoders = List.copyOf(encoders);
    }
}
