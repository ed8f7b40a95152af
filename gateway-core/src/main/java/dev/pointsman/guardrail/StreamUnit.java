package dev.pointsman.guardrail;

import dev.pointsman.api.json.JsonText;
import dev.pointsman.guardrail.BodyTexts.Replaced;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Bytes of a stream that wait until what they say is decided. Confined to a loop. */
public final class StreamUnit {
    private record Piece(String channel, TextWindow window, long from, int start, int end, String text) {}

    /** Hears what is passed on of a channel. */
    public interface Said {
        void of(String channel, String text);
    }

    private final byte[] bytes;
    private final List<Piece> pieces = new ArrayList<>(2);
    private final List<Replaced> replaced = new ArrayList<>(2);

    public StreamUnit(byte[] bytes) {
        this.bytes = bytes;
    }

    public int length() {
        return bytes.length;
    }

    /** More of a channel's text, which stands there, its quotes among it. */
    public void add(String channel, TextWindow window, int start, int end, String text) {
        pieces.add(new Piece(channel, window, window.length(), start, end, text));
        window.add(text);
    }

    /** A string that is another. */
    public void replace(int start, int end, String text) {
        replaced.add(new Replaced(start, end, JsonText.quote(text)));
    }

    /** Bytes that others stand for. */
    public void without(int start, int end, byte[] others) {
        replaced.add(new Replaced(start, end, others));
    }

    /** The windows over its texts. */
    public Set<TextWindow> windows() {
        Set<TextWindow> windows = new LinkedHashSet<>(4);
        pieces.forEach(piece -> windows.add(piece.window));
        return windows;
    }

    /** Whether all it says is decided. */
    public boolean decided() {
        for (Piece piece : pieces) {
            if (piece.window.decided() < piece.from + piece.text.length()) {
                return false;
            }
        }
        return true;
    }

    /** Its bytes as they may leave; the same array where nothing is changed. */
    public byte[] edited(Said said) {
        for (Piece piece : pieces) {
            String text = piece.window.edited(piece.text, piece.from);
            said.of(piece.channel, text);
            if (!text.equals(piece.text)) {
                replace(piece.start, piece.end, text);
            }
        }
        return replaced.isEmpty() ? bytes : BodyTexts.with(bytes, replaced);
    }

    /** It has left. */
    public void passed() {
        for (Piece piece : pieces) {
            piece.window.passed(piece.from + piece.text.length());
        }
    }
}
