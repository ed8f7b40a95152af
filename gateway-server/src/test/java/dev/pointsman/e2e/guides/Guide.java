package dev.pointsman.e2e.guides;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation: its text, examples, table rows and links. */
record Guide(Path file, String text) {
    private static final Path ROOT = Path.of("..");
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#:]+)(?:#[^)]*)?\\)");

    static Guide of(String path) {
        try {
            Path file = ROOT.resolve(path);
            return new Guide(file, Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The README, and every page below {@code docs}. */
    static List<Guide> all() {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            var all = new ArrayList<Guide>();
            all.add(of("README.md"));
            files.map(file -> ROOT.relativize(file).toString())
                    .filter(name -> name.endsWith(".md") && !name.contains("node_modules"))
                    .sorted()
                    .forEach(name -> all.add(of(name)));
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<String> blocks(String language) {
        var blocks = new ArrayList<String>();
        Matcher block = Pattern.compile("(?s)```" + language + "\\n(.*?)```").matcher(text);
        while (block.find()) {
            blocks.add(block.group(1));
        }
        return blocks;
    }

    /** The cells of each row of its tables, without heads and rules. */
    List<List<String>> rows() {
        var rows = new ArrayList<List<String>>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean head = i + 1 < lines.length && lines[i + 1].startsWith("|---");
            if (lines[i].startsWith("|") && !lines[i].startsWith("|---") && !head) {
                String inside = lines[i].substring(1, lines[i].lastIndexOf('|'));
                rows.add(Stream.of(inside.split("\\|", -1)).map(String::strip).toList());
            }
        }
        return rows;
    }

    /** What stands in backquotes, outside examples. */
    static Set<String> codes(String text) {
        var codes = new TreeSet<String>();
        Matcher code = CODE.matcher(text.replaceAll("(?s)```.*?```", ""));
        while (code.find()) {
            codes.add(code.group(1));
        }
        return codes;
    }

    /** Files that it points to, by paths relative to its own. */
    List<Path> links() {
        var links = new ArrayList<Path>();
        Matcher link = LINK.matcher(text);
        while (link.find()) {
            links.add(file.resolveSibling(link.group(1)));
        }
        return links;
    }

    @Override
    public String toString() {
        return ROOT.relativize(file).toString();
    }
}
