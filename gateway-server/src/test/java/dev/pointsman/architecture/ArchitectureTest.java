package dev.pointsman.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.SynchronizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import dev.pointsman.architecture.Sources.SourceFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import javax.lang.model.element.Modifier;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    private static final String[] PURE = {ImportTable.BASE + "routing..", ImportTable.BASE + "learned.."};
    private static final Set<String> REQUEST_PATH =
            Set.of("flow", "upstream", "server.http", "server.http.request", "server.transport");
    private static final Pattern SKIPPING = Pattern.compile("Ignore|Disabled\\w*|Enabled(If|On|For)\\w*");
    private static final Pattern ASSUMPTION = Pattern.compile("assum(e|ing)[A-Z]\\w*|abort");

    @Test
    void routersDoNoInputOrOutputAndStartNoThreads() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..", "java.net..", "java.nio.channels..", "java.nio.file..", "java.util.concurrent..")
                .allowEmptyShould(true)
                .check(OwnClasses.all());
    }

    @Test
    void routersReadNoClockAndDrawNoChance() {
        noClasses()
                .that()
                .resideInAnyPackage(PURE)
                .should()
                .callMethodWhere(describe("reads a clock or draws chance", ArchitectureTest::isImpure))
                .allowEmptyShould(true)
                .check(OwnClasses.all());
    }

    @Test
    void onlyTheCommandLinePrints() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ImportTable.BASE + "cli..")
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .allowEmptyShould(true)
                .check(OwnClasses.all());
    }

    @Test
    void noTestIsSkipped() {
        var found = scan(Sources.tests(), new Scan() {
            @Override
            public Void visitAnnotation(AnnotationTree tree, Found found) {
                if (SKIPPING.matcher(lastName(tree.getAnnotationType())).matches()) {
                    found.accept(tree, "@" + lastName(tree.getAnnotationType()));
                }
                return super.visitAnnotation(tree, found);
            }

            @Override
            public Void visitMethodInvocation(MethodInvocationTree tree, Found found) {
                if (ASSUMPTION.matcher(lastName(tree.getMethodSelect())).matches()) {
                    found.accept(tree, lastName(tree.getMethodSelect()));
                }
                return super.visitMethodInvocation(tree, found);
            }
        });
        assertThat(found).as("tests that may be skipped").isEmpty();
    }

    @Test
    void nothingSleeps() {
        var found = scan(Sources.all(), new Scan() {
            @Override
            public Void visitMethodInvocation(MethodInvocationTree tree, Found found) {
                if (lastName(tree.getMethodSelect()).equals("sleep")) {
                    found.accept(tree, tree.getMethodSelect().toString());
                }
                return super.visitMethodInvocation(tree, found);
            }
        });
        assertThat(found).as("calls of sleep").isEmpty();
    }

    @Test
    void theRequestPathTakesNoMonitor() {
        var path = Sources.main().stream()
                .filter(file -> REQUEST_PATH.contains(file.packageName()))
                .toList();
        var found = scan(path, new Scan() {
            @Override
            public Void visitSynchronized(SynchronizedTree tree, Found found) {
                found.accept(tree, "synchronized block");
                return super.visitSynchronized(tree, found);
            }

            @Override
            public Void visitMethod(MethodTree tree, Found found) {
                if (tree.getModifiers().getFlags().contains(Modifier.SYNCHRONIZED)) {
                    found.accept(tree, "synchronized method");
                }
                return super.visitMethod(tree, found);
            }
        });
        assertThat(found).as("monitors on the request path").isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        var packages = new TreeSet<String>();
        var marked = new TreeSet<String>();
        for (SourceFile file : Sources.main()) {
            packages.add(file.packageName());
            for (AnnotationTree each : file.unit().getPackageAnnotations()) {
                if (lastName(each.getAnnotationType()).equals("NullMarked")) {
                    marked.add(file.packageName());
                }
            }
        }
        packages.removeAll(marked);
        assertThat(packages)
                .as("packages without @NullMarked in package-info.java")
                .isEmpty();
    }

    private static boolean isImpure(JavaMethodCall call) {
        String owner = call.getTargetOwner().getName();
        String name = call.getTarget().getName();
        boolean noArguments = call.getTarget().getRawParameterTypes().isEmpty();
        return switch (owner) {
            case "java.lang.System" -> name.equals("nanoTime") || name.equals("currentTimeMillis");
            case "java.lang.Math" -> name.equals("random");
            case "java.util.UUID" -> name.equals("randomUUID");
            case "java.time.Clock" -> name.startsWith("system") || name.startsWith("tick");
            default -> owner.startsWith("java.time.") && name.equals("now") && noArguments;
        };
    }

    private static List<String> scan(List<SourceFile> files, Scan scan) {
        var found = new ArrayList<String>();
        for (SourceFile file : files) {
            scan.scan(file.unit(), (tree, what) -> found.add(file.place(tree) + " " + what));
        }
        return found;
    }

    private static String lastName(Tree name) {
        if (name instanceof MemberSelectTree select) {
            return select.getIdentifier().toString();
        }
        return name instanceof IdentifierTree identifier ? identifier.getName().toString() : "";
    }

    /** Takes a tree and what is wrong with it. */
    private interface Found extends BiConsumer<Tree, String> {}

    private abstract static class Scan extends TreeScanner<Void, Found> {}
}
