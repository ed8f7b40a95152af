package dev.pointsman.training.fit;

/** Hears how far a fit has come. Called on the thread that fits. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = (done, all) -> {};

    /**
     * So far it has come.
     *
     * @param done steps of {@code all}, growing to it
     */
    void at(int done, int all);
}
