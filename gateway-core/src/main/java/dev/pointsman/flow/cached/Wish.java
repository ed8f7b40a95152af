package dev.pointsman.flow.cached;

import dev.pointsman.api.Headers;
import java.util.Locale;

/** What a client wants of a cache, by its headers. */
enum Wish {
    /** A kept reply, if there is one. */
    ANY,
    /** A new reply, which takes the place of a kept one: {@code cache-control: no-cache} or {@code max-age=0}. */
    FRESH,
    /** Nothing to do with it: {@code x-gateway-no-cache}, with any value but {@code false}, or {@code cache-control: no-store}. */
    NONE;

    static Wish of(Headers headers) {
        String without = headers.first("x-gateway-no-cache");
        if (without != null && !without.equalsIgnoreCase("false")) {
            return NONE;
        }
        String control = headers.first("cache-control");
        return control == null ? ANY : of(control.toLowerCase(Locale.ROOT));
    }

    private static Wish of(String control) {
        if (names(control, "no-store")) {
            return NONE;
        }
        return names(control, "no-cache") || names(control, "max-age=0") ? FRESH : ANY;
    }

    private static boolean names(String control, String directive) {
        int from = 0;
        while (from <= control.length()) {
            int comma = control.indexOf(',', from);
            int to = comma < 0 ? control.length() : comma;
            if (control.substring(from, to).strip().equals(directive)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }
}
