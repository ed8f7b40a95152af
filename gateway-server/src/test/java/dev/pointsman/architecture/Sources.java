package dev.pointsman.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Every Java source of every module, parsed by the compiler but not resolved: comments are gone, names are as written. */
final class Sources {
    private static final List<SourceFile> ALL = parse();

    private Sources() {}

    static List<SourceFile> all() {
        return ALL;
    }

    static List<SourceFile> main() {
        return ALL.stream().filter(file -> !file.isTest()).toList();
    }

    static List<SourceFile> tests() {
        return ALL.stream().filter(SourceFile::isTest).toList();
    }

    /** The directories of the modules: next to this one, with a {@code pom.xml}. */
    static List<Path> modules() {
        Path root = Path.of("").toAbsolutePath().getParent();
        try (Stream<Path> children = Files.list(root)) {
            return children.filter(child -> Files.exists(child.resolve("pom.xml")))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<SourceFile> parse() {
        var compiler = ToolProvider.getSystemJavaCompiler();
        try (var files = compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            var task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(javaFiles()));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            var parsed = new ArrayList<SourceFile>();
            for (CompilationUnitTree unit : task.parse()) {
                parsed.add(new SourceFile(unit, positions));
            }
            return List.copyOf(parsed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> javaFiles() throws IOException {
        var found = new ArrayList<Path>();
        for (Path module : modules()) {
            for (String root : List.of("src/main/java", "src/test/java")) {
                Path directory = module.resolve(root);
                if (Files.isDirectory(directory)) {
                    try (Stream<Path> files = Files.walk(directory)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(found::add);
                    }
                }
            }
        }
        return found;
    }

    /** One parsed file. */
    record SourceFile(CompilationUnitTree unit, SourcePositions positions) {

        Path path() {
            return Path.of(unit.getSourceFile().toUri());
        }

        /** The package without {@code dev.pointsman.}; the base package itself is written in full. */
        String packageName() {
            String name = String.valueOf(unit.getPackageName());
            return name.startsWith(ImportTable.BASE) ? name.substring(ImportTable.BASE.length()) : name;
        }

        boolean isTest() {
            return path().toString().replace('\\', '/').contains("/src/test/java/");
        }

        boolean isPackageInfo() {
            return path().endsWith("package-info.java");
        }

        long lineCount() {
            try {
                return unit.getSourceFile()
                        .getCharContent(true)
                        .chars()
                        .filter(c -> c == '\n')
                        .count();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        long firstLine(Tree tree) {
            return lines().getLineNumber(positions.getStartPosition(unit, tree));
        }

        long lastLine(Tree tree) {
            return lines().getLineNumber(positions.getEndPosition(unit, tree));
        }

        /** The place as {@code File.java:line}. */
        String place(Tree tree) {
            return path().getFileName() + ":" + firstLine(tree);
        }

        private LineMap lines() {
            return unit.getLineMap();
        }
    }
}
