package dev.pointsman.plot;

/** This Java has nothing to draw pictures with; the message says what it lacks. */
public final class NoPictures extends Exception {
    private static final long serialVersionUID = 1L;

    NoPictures(String lack) {
        super(lack);
    }

    NoPictures(String lack, Throwable cause) {
        super(lack, cause);
    }
}
