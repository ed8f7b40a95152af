package dev.pointsman.cli.learned;

import dev.pointsman.config.NearestWord;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which two models a router decides between. */
final class PairChoice {
    @Spec(Spec.Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Option(
            names = "--strong",
            paramLabel = "MODEL",
            description =
                    "with --weak: measure as a router between the two; of two models the better is the strong one")
    private @Nullable String strong;

    @Option(names = "--weak", paramLabel = "MODEL", description = "see --strong")
    private @Nullable String weak;

    /** The models to measure: the two that were named, else all. */
    List<String> measured(List<String> models) {
        if (strong == null && weak == null) {
            return models;
        }
        if (strong == null || weak == null || strong.equals(weak)) {
            throw new ParameterException(spec.commandLine(), "--strong, --weak: expected two models, or none");
        }
        return List.of(known(strong, models), known(weak, models));
    }

    /**
     * Positions of the strong and the weak model among those measured; empty where none were named and there are not just two.
     *
     * @param best position of the better one where there are two
     */
    List<Integer> of(List<String> measured, int best) {
        if (strong != null) {
            return List.of(0, 1);
        }
        return measured.size() == 2 ? List.of(best, 1 - best) : List.of();
    }

    private String known(String name, List<String> models) {
        if (!models.contains(name)) {
            throw new ParameterException(
                    spec.commandLine(), "unknown model \"" + name + "\"" + NearestWord.hint(name, models));
        }
        return name;
    }
}
