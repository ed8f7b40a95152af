package dev.pointsman.provider.keys;

import dev.pointsman.api.ErrorKind;
import java.time.Duration;

/** Hears that a key of a provider rests, once for each rest, on the loop of the call that failed. Never hears the key itself. */
public interface KeyListener {
    KeyListener NONE = (provider, number, why, rest) -> {};

    /**
     * A key is passed over for that time, or until its value changes.
     *
     * @param number its place in the policy, from 1
     */
    void rests(String provider, int number, ErrorKind why, Duration rest);
}
