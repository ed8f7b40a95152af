package dev.pointsman.guardrail;

import dev.pointsman.guardrail.Guardrail.Action;
import dev.pointsman.guardrail.Guardrail.Stage;
import dev.pointsman.transcript.KnownForms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A text that grows, looked through by guardrails as far as nothing that may follow changes what is found. Places count from the first character of the text, from 0.
 *
 * <p>What is not decided is held: of known forms the word that has not ended, of other finders as much as their longest place. More than {@value #MOST_HELD}
 * characters are never held: then all but the last {@value #LOOK} are decided as they stand, and a place that reaches the end of what is there goes on to the next
 * blank or sign. Confined to one thread at a time.
 */
public final class TextWindow {
    static final int MOST_HELD = 8_192;
    static final int LOOK = 1_024;
    private static final int CONTEXT = 64;

    private record Find(int start, int end, String mark, Guardrail by) {}

    private record Edit(long start, long end, String mark) {}

    private final List<Guardrail> guardrails;
    private final Stage stage;
    private final Findings findings;
    private final boolean json;
    private final StringBuilder text = new StringBuilder();
    private final List<Edit> edits = new ArrayList<>();
    private long base;
    private int from;
    private boolean swallowing;
    private boolean quoted;
    private boolean escaped;

    /**
     * @param guardrails with finders
     * @param json whether the text is JSON, such as a call's arguments: a mark outside of its strings becomes one
     */
    public TextWindow(List<Guardrail> guardrails, Stage stage, Findings findings, boolean json) {
        this.guardrails = guardrails;
        this.stage = stage;
        this.findings = findings;
        this.json = json;
    }

    /** A text that is there whole, edited. */
    public static String edited(
            String whole, boolean json, List<Guardrail> guardrails, Stage stage, Findings findings) {
        TextWindow window = new TextWindow(guardrails, stage, findings, json);
        window.add(whole);
        window.decide(true);
        return window.edited(whole, 0);
    }

    /** More of the text. */
    public void add(String more) {
        text.append(more);
    }

    /** Length of the text so far. */
    public long length() {
        return base + text.length();
    }

    /** Up to there it is decided. */
    public long decided() {
        return base + from;
    }

    /** A part of the decided text as it may be passed on; the same one where nothing in it is changed. */
    public String edited(String part, long start) {
        long end = start + part.length();
        StringBuilder out = null;
        long past = start;
        for (Edit edit : edits) {
            if (edit.end > past && edit.start < end) {
                out = out == null ? new StringBuilder() : out;
                if (edit.start >= past) {
                    out.append(part, (int) (past - start), (int) (edit.start - start))
                            .append(edit.mark);
                }
                past = Math.min(end, edit.end);
            }
        }
        return out == null
                ? part
                : out.append(part, (int) (past - start), part.length()).toString();
    }

    /** Edits before that place are asked for no more. */
    public void passed(long place) {
        edits.removeIf(edit -> edit.end <= place);
    }

    /** Decides as far as it can; all where the text has ended. */
    public void decide(boolean ended) {
        if (swallowing) {
            swallow();
        }
        int length = text.length();
        boolean full = length - from > MOST_HELD;
        if (from == length || (!ended && !full && settled(length) == from)) {
            return;
        }
        List<Find> finds = finds();
        int place = ended ? length : place(finds);
        if (!ended && place == from && full) {
            place = forced(finds);
        }
        apply(finds, place);
        trim();
    }

    private void swallow() {
        int at = from;
        while (at < text.length() && !KnownForms.parts(text.charAt(at))) {
            at++;
        }
        if (at > from && !edits.isEmpty()) {
            Edit last = edits.remove(edits.size() - 1);
            edits.add(new Edit(last.start, base + at, last.mark));
        } else if (at > from) {
            edits.add(new Edit(base + from, base + at, ""));
        }
        swallowing = at == text.length();
        from = at;
        trim();
    }

    private int settled(int most) {
        String all = text.toString();
        int place = most;
        for (Guardrail guardrail : guardrails) {
            for (TextFinder finder : guardrail.finders()) {
                place = finder.settled(all, from, place);
            }
        }
        return place;
    }

    private List<Find> finds() {
        String all = text.toString();
        List<Find> finds = new ArrayList<>();
        for (Guardrail guardrail : guardrails) {
            for (TextFinder finder : guardrail.finders()) {
                finder.find(all, from, (start, end, mark) -> {
                    if (start < from || end > all.length() || end <= start) {
                        throw new IllegalStateException("guardrail " + guardrail.name() + " found " + start + " to "
                                + end + " (expected: within " + from + " to " + all.length() + ")");
                    }
                    finds.add(new Find(start, end, mark, guardrail));
                });
            }
        }
        finds.sort(Comparator.comparingInt(Find::start).thenComparingInt(Find::end));
        return finds;
    }

    /** The last place that is decided and that no find spans. */
    private int place(List<Find> finds) {
        int place = text.length();
        int before;
        do {
            before = place;
            place = unspanned(finds, settled(place));
        } while (place < before && place > from);
        return place;
    }

    private static int unspanned(List<Find> finds, int place) {
        int free = place;
        for (int i = finds.size() - 1; i >= 0; i--) {
            Find find = finds.get(i);
            if (find.start < free && free < find.end) {
                free = find.start;
                i = finds.size();
            }
        }
        return free;
    }

    /** So much is held that something has to go. */
    private int forced(List<Find> finds) {
        int wanted = text.length() - LOOK;
        if (Character.isLowSurrogate(text.charAt(wanted))) {
            wanted--;
        }
        int place = unspanned(finds, wanted);
        if (place > from) {
            return place;
        }
        for (Find find : finds) {
            place = find.start <= place ? Math.max(place, find.end) : place;
        }
        int end = text.length();
        swallowing =
                place == end && finds.stream().anyMatch(find -> find.end == end && find.by.action() == Action.REDACT);
        return place > from ? place : wanted;
    }

    private void apply(List<Find> finds, int place) {
        int read = from;
        int past = from;
        for (Find find : finds) {
            if (find.start >= place) {
                break;
            }
            findings.found(find.by.name(), find.by.action(), stage);
            if (find.by.action() != Action.REDACT) {
                continue;
            }
            if (find.start >= past) {
                read = read(/* start= */ read, /* end= */ find.start);
                edits.add(new Edit(
                        base + find.start, base + find.end, json && !quoted ? '"' + find.mark + '"' : find.mark));
            } else if (find.end > past) {
                Edit last = edits.remove(edits.size() - 1);
                edits.add(new Edit(last.start, base + find.end, last.mark));
            }
            past = Math.max(past, find.end);
        }
        read(Math.max(read, past), place);
        from = place;
    }

    /** Follows whether the text is within a string of JSON. */
    private int read(int start, int end) {
        for (int i = start; json && i < end; i++) {
            char c = text.charAt(i);
            if (escaped) {
                escaped = false;
            } else if (c == '\\') {
                escaped = quoted;
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return end;
    }

    private void trim() {
        if (from > 2 * CONTEXT) {
            int gone = from - CONTEXT;
            text.delete(0, gone);
            base += gone;
            from = CONTEXT;
        }
    }
}
