package dev.pointsman.cli.terminal;

import dev.pointsman.training.fit.Progress;
import java.io.PrintWriter;

/** How far work has come, as a bar that is drawn over itself; ends with a line feed. */
public final class ProgressBar implements Progress {
    private static final int WIDTH = 40;

    private final PrintWriter out;
    private final String what;
    private int drawn = -1;

    /** @param what is done, in a word */
    public ProgressBar(PrintWriter out, String what) {
        this.out = out;
        this.what = what;
    }

    @Override
    public void at(int done, int all) {
        int filled = all == 0 ? WIDTH : (int) ((long) WIDTH * done / all);
        if (filled != drawn) {
            drawn = filled;
            out.print("\r" + what + " [" + "#".repeat(filled) + " ".repeat(WIDTH - filled) + "] "
                    + 100L * done / Math.max(1, all) + " %" + (done == all ? "\n" : ""));
            out.flush();
        }
    }
}
