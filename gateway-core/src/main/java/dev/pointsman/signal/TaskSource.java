package dev.pointsman.signal;

/** Tells the task of a text at once, or that asking would take a while. Called on all loops; never blocks. */
@FunctionalInterface
public interface TaskSource {
    /** There are no tasks. */
    TaskSource NONE = text -> TaskFinding.abstained("the policy has no tasks");

    TaskFinding of(String text);
}
