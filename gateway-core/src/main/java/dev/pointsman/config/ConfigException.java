package dev.pointsman.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration that cannot be used; the message lists every problem on a line of its own. */
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<ConfigProblems.Problem> problems;

    public ConfigException(List<ConfigProblems.Problem> problems) {
        super(problems.stream().map(Object::toString).collect(Collectors.joining("\n")), null, false, false);
        this.problems = List.copyOf(problems);
    }

    public List<ConfigProblems.Problem> problems() {
        return problems;
    }
}
