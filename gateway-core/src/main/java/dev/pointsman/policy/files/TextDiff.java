package dev.pointsman.policy.files;

import java.util.ArrayList;
import java.util.List;

/**
 * What differs between two texts, line by line, in the unified form: {@code @@ -from,count +from,count @@}, three lines of context.
 *
 * <p>Longest common subsequence by dynamic programming over what is left between the equal beginning and the equal end. Where that is more than
 * {@value #MOST_CELLS} pairs of lines (two thousand changed lines on each side), it is told as one block that went and one that came.
 */
public final class TextDiff {
    private static final int CONTEXT = 3;
    private static final int MOST_CELLS = 4_000_000;

    /** One line of the result: {@code ' '} in both, {@code '-'} in the first, {@code '+'} in the second. */
    private record Line(char sign, String text) {}

    private final List<String> from;
    private final List<String> to;
    private final List<Line> lines = new ArrayList<>();

    private TextDiff(String from, String to) {
        this.from = from.lines().toList();
        this.to = to.lines().toList();
    }

    /** "" where the texts have the same lines. */
    public static String unified(String fromName, String from, String toName, String to) {
        TextDiff diff = new TextDiff(from, to);
        diff.compare();
        String hunks = diff.hunks();
        return hunks.isEmpty() ? "" : "--- " + fromName + "\n+++ " + toName + "\n" + hunks;
    }

    private void compare() {
        int head = 0;
        int most = Math.min(from.size(), to.size());
        while (head < most && from.get(head).equals(to.get(head))) {
            head++;
        }
        int tail = 0;
        while (tail < most - head && from.get(from.size() - 1 - tail).equals(to.get(to.size() - 1 - tail))) {
            tail++;
        }
        for (int i = 0; i < head; i++) {
            lines.add(new Line(' ', from.get(i)));
        }
        middle(from.subList(head, from.size() - tail), to.subList(head, to.size() - tail));
        for (int i = from.size() - tail; i < from.size(); i++) {
            lines.add(new Line(' ', from.get(i)));
        }
    }

    private void middle(List<String> gone, List<String> come) {
        boolean tooMany = (long) gone.size() * come.size() > MOST_CELLS;
        int[][] common = tooMany ? new int[0][0] : lengths(gone, come);
        int i = 0;
        int j = 0;
        while (!tooMany && i < gone.size() && j < come.size()) {
            if (gone.get(i).equals(come.get(j))) {
                lines.add(new Line(' ', gone.get(i)));
                i++;
                j++;
            } else if (common[i + 1][j] >= common[i][j + 1]) {
                lines.add(new Line('-', gone.get(i++)));
            } else {
                lines.add(new Line('+', come.get(j++)));
            }
        }
        gone.subList(i, gone.size()).forEach(line -> lines.add(new Line('-', line)));
        come.subList(j, come.size()).forEach(line -> lines.add(new Line('+', line)));
    }

    /** {@code [i][j]}: how many lines the rests from i and from j have in common, in order. */
    private static int[][] lengths(List<String> gone, List<String> come) {
        int[][] common = new int[gone.size() + 1][come.size() + 1];
        for (int i = gone.size() - 1; i >= 0; i--) {
            for (int j = come.size() - 1; j >= 0; j--) {
                common[i][j] = gone.get(i).equals(come.get(j))
                        ? common[i + 1][j + 1] + 1
                        : Math.max(common[i + 1][j], common[i][j + 1]);
            }
        }
        return common;
    }

    private String hunks() {
        StringBuilder text = new StringBuilder();
        int[] before = new int[2];
        int at = 0;
        while (at < lines.size()) {
            int change = nextChange(at);
            if (change < 0) {
                break;
            }
            int start = Math.max(at, change - CONTEXT);
            int end = end(change);
            count(at, start, before);
            int[] after = before.clone();
            count(start, end, after);
            text.append("@@ -").append(range(before[0], after[0]));
            text.append(" +").append(range(before[1], after[1])).append(" @@\n");
            for (Line line : lines.subList(start, end)) {
                text.append(line.sign()).append(line.text()).append('\n');
            }
            before = after;
            at = end;
        }
        return text.toString();
    }

    /** Where the hunk ends that a change begins: three equal lines after its last change, unless the next is near. */
    private int end(int change) {
        int last = change;
        for (int next = nextChange(last + 1);
                next >= 0 && next - last <= 2 * CONTEXT + 1;
                next = nextChange(last + 1)) {
            last = next;
        }
        return Math.min(lines.size(), last + 1 + CONTEXT);
    }

    private int nextChange(int at) {
        for (int i = at; i < lines.size(); i++) {
            if (lines.get(i).sign() != ' ') {
                return i;
            }
        }
        return -1;
    }

    /** Adds the lines of each side. */
    private void count(int start, int end, int[] sides) {
        for (Line line : lines.subList(start, end)) {
            sides[0] += line.sign() == '+' ? 0 : 1;
            sides[1] += line.sign() == '-' ? 0 : 1;
        }
    }

    /** First line (the one before, where there is none) and count. */
    private static String range(int before, int after) {
        int count = after - before;
        return (count == 0 ? before : before + 1) + "," + count;
    }
}
