package dev.pointsman.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ImportTree;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import dev.pointsman.architecture.Sources.SourceFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class AllowedImportsTest {
    private static final Pattern OWN_PACKAGE = Pattern.compile("dev\\.pointsman\\.([a-z0-9.]*[a-z0-9])(?=\\.[A-Z*]|$)");

    private final ImportTable table = ImportTable.create();

    @Test
    void everyPackageHasARowInTheTable() {
        var unknown = new TreeSet<String>();
        for (SourceFile file : Sources.main()) {
            if (!table.knows(file.packageName())) {
                unknown.add(file.packageName());
            }
        }
        assertThat(unknown).as("packages without a row in ImportTable").isEmpty();
    }

    @Test
    void everyPackageIsDescribedInTheGuideAndNoOther() throws IOException {
        String guide = Files.readString(Path.of("../docs/architecture.md"));
        String packages = guide.substring(guide.indexOf("## Packages"), guide.indexOf("## The way of a request"));
        var described = new TreeSet<String>();
        Matcher row = Pattern.compile("(?m)^\\| `([a-z.]+)` ").matcher(packages);
        while (row.find()) {
            described.add(row.group(1));
        }
        var present = new TreeSet<String>();
        Sources.main().forEach(file -> present.add(file.packageName()));
        assertThat(described).as("rows of docs/architecture.md").isEqualTo(present);
    }

    @Test
    void everyImportIsInTheTable() {
        var outside = new TreeSet<String>();
        for (SourceFile file : Sources.main()) {
            for (ImportTree each : file.unit().getImports()) {
                Matcher own = OWN_PACKAGE.matcher(each.getQualifiedIdentifier().toString());
                if (own.lookingAt() && !table.allows(file.packageName(), own.group(1))) {
                    outside.add(file.packageName() + " → " + own.group(1) + " at " + file.place(each));
                }
            }
        }
        assertThat(outside).as("imports that ImportTable does not allow").isEmpty();
    }

    @Test
    void everyUseOfAnotherPackageIsInTheTable() {
        var outside = new TreeSet<String>();
        for (JavaClass from : OwnClasses.all()) {
            for (Dependency use : from.getDirectDependenciesFromSelf()) {
                String to = use.getTargetClass().getPackageName();
                if (to.startsWith(ImportTable.BASE) && !table.allows(shortName(from.getPackageName()), shortName(to))) {
                    outside.add(use.getDescription());
                }
            }
        }
        assertThat(outside).as("uses that ImportTable does not allow").isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(ImportTable.BASE + "(**)")
                .should()
                .beFreeOfCycles()
                .allowEmptyShould(true)
                .check(OwnClasses.all());
    }

    @Test
    void onlyTheServerKnowsNetty() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ImportTable.BASE + "server..", ImportTable.BASE + "cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .allowEmptyShould(true)
                .check(OwnClasses.all());
    }

    private static String shortName(String packageName) {
        return packageName.startsWith(ImportTable.BASE)
                ? packageName.substring(ImportTable.BASE.length())
                : packageName;
    }
}
