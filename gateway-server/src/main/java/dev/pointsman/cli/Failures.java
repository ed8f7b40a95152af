package dev.pointsman.cli;

import dev.pointsman.config.ConfigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import picocli.CommandLine;

/** Says what went wrong in words; a stack trace only for what is a defect. */
final class Failures implements CommandLine.IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        return tell(failure, command.getErr());
    }

    /** Answers with the exit code. */
    static int tell(Exception failure, PrintWriter out) {
        if (failure instanceof ConfigException problems) {
            out.println(problems.getMessage());
            int count = problems.problems().size();
            out.println(count + (count == 1 ? " problem" : " problems") + "; nothing was started");
        } else if (failure instanceof NoSuchFileException missing) {
            out.println("gateway: no such file: " + missing.getFile());
        } else if (failure instanceof IOException || failure instanceof UncheckedIOException) {
            out.println("gateway: " + failure.getMessage());
        } else {
            failure.printStackTrace(out);
        }
        out.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
