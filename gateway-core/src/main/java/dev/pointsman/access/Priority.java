package dev.pointsman.access;

/** How a key's requests stand to others where there is no place for all; the first is served first and refused last. */
public enum Priority {
    HIGH,
    NORMAL,
    LOW
}
