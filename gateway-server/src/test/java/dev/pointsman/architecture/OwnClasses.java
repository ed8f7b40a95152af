package dev.pointsman.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiled main classes of every module. */
final class OwnClasses {
    private static final JavaClasses ALL = new ClassFileImporter().importPaths(directories());

    private OwnClasses() {}

    static JavaClasses all() {
        return ALL;
    }

    private static List<Path> directories() {
        return Sources.modules().stream()
                .map(module -> module.resolve("target/classes"))
                .filter(Files::isDirectory)
                .toList();
    }
}
