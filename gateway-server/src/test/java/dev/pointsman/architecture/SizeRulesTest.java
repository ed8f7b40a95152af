package dev.pointsman.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import dev.pointsman.architecture.Sources.SourceFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SizeRulesTest {
    private static final int FILE_LINES = 500;
    private static final int METHOD_LINES = 60;
    private static final int PARAMETERS = 7;
    private static final int INTERFACE_METHODS = 8;
    private static final int TYPES_IN_PACKAGE = 20;
    private static final Pattern BANNED_NAME = Pattern.compile(
            "Abstract.*|.*(Manager|Helper|Helpers|Util|Utils|Impl|Base|Common|Data|Info|Processor|Service)");

    @Test
    void noFileIsTooLong() {
        var found = new ArrayList<String>();
        for (SourceFile file : Sources.all()) {
            long lines = file.lineCount();
            if (lines > FILE_LINES) {
                found.add(file.path().getFileName() + ": " + lines + " lines");
            }
        }
        assertThat(found).as("files of more than %d lines", FILE_LINES).isEmpty();
    }

    @Test
    void noMethodIsTooLong() {
        var found = new ArrayList<String>();
        for (SourceFile file : Sources.all()) {
            for (MethodTree method : methods(file)) {
                long lines = file.lastLine(method) - file.firstLine(method) + 1;
                if (lines > METHOD_LINES) {
                    found.add(file.place(method) + " " + method.getName() + ": " + lines + " lines");
                }
            }
        }
        assertThat(found).as("methods of more than %d lines", METHOD_LINES).isEmpty();
    }

    /** The header of a record is its fields, not a parameter list: constructors of records are not counted. */
    @Test
    void noMethodTakesTooManyParameters() {
        var found = new ArrayList<String>();
        for (SourceFile file : Sources.all()) {
            var constructors = recordConstructors(file);
            for (MethodTree method : methods(file)) {
                if (constructors.contains(method)) {
                    continue;
                }
                int parameters = method.getParameters().size();
                if (parameters > PARAMETERS) {
                    found.add(file.place(method) + " " + method.getName() + ": " + parameters + " parameters");
                }
            }
        }
        assertThat(found).as("methods with more than %d parameters", PARAMETERS).isEmpty();
    }

    @Test
    void noInterfaceIsTooWide() {
        var found = new ArrayList<String>();
        for (SourceFile file : Sources.main()) {
            for (ClassTree type : types(file)) {
                long methods = type.getMembers().stream()
                        .filter(member -> member instanceof MethodTree)
                        .count();
                if (type.getKind() == Tree.Kind.INTERFACE && methods > INTERFACE_METHODS) {
                    found.add(file.place(type) + " " + type.getSimpleName() + ": " + methods + " methods");
                }
            }
        }
        assertThat(found)
                .as("interfaces of more than %d methods", INTERFACE_METHODS)
                .isEmpty();
    }

    /** Top-level types; main and test sources are counted apart. */
    @Test
    void noPackageHoldsTooManyTypes() {
        var counts = new TreeMap<String, Integer>();
        for (SourceFile file : Sources.all()) {
            String key = file.packageName() + (file.isTest() ? " (tests)" : "");
            counts.merge(
                    key, file.isPackageInfo() ? 0 : file.unit().getTypeDecls().size(), Integer::sum);
        }
        counts.values().removeIf(count -> count <= TYPES_IN_PACKAGE);
        assertThat(counts)
                .as("packages of more than %d types", TYPES_IN_PACKAGE)
                .isEmpty();
    }

    @Test
    void noTypeHasANameThatHidesItsDuty() {
        var found = new ArrayList<String>();
        for (SourceFile file : Sources.main()) {
            for (ClassTree type : types(file)) {
                if (BANNED_NAME.matcher(type.getSimpleName()).matches()) {
                    found.add(file.place(type) + " " + type.getSimpleName());
                }
            }
        }
        assertThat(found).as("types with a banned name").isEmpty();
    }

    private static List<MethodTree> methods(SourceFile file) {
        var methods = new ArrayList<MethodTree>();
        new TreeScanner<Void, List<MethodTree>>() {
            @Override
            public Void visitMethod(MethodTree tree, List<MethodTree> found) {
                found.add(tree);
                return super.visitMethod(tree, found);
            }
        }.scan(file.unit(), methods);
        return methods;
    }

    private static Set<Tree> recordConstructors(SourceFile file) {
        var constructors = new HashSet<Tree>();
        for (ClassTree type : types(file)) {
            for (Tree member : type.getMembers()) {
                if (type.getKind() == Tree.Kind.RECORD
                        && member instanceof MethodTree method
                        && method.getName().contentEquals("<init>")) {
                    constructors.add(method);
                }
            }
        }
        return constructors;
    }

    private static List<ClassTree> types(SourceFile file) {
        var types = new ArrayList<ClassTree>();
        new TreeScanner<Void, List<ClassTree>>() {
            @Override
            public Void visitClass(ClassTree tree, List<ClassTree> found) {
                found.add(tree);
                return super.visitClass(tree, found);
            }
        }.scan(file.unit(), types);
        return types;
    }
}
