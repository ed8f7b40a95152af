package dev.pointsman.guardrail;

import dev.pointsman.transcript.KnownForms;

/** Finds what has a known form; holds back no more of a stream than the word that has not ended. */
record FormsFinder(KnownForms forms) implements TextFinder {
    @Override
    public int longest() {
        return MOST;
    }

    @Override
    public void find(String text, int from, Places places) {
        forms.mark(text, from, places::add);
    }

    @Override
    public int settled(String text, int from, int most) {
        return forms.settled(text, from, most);
    }
}
