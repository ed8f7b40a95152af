package dev.pointsman.config;

import java.util.regex.Pattern;

/** What a name given in a file may look like: it travels in headers, metrics and records. */
public final class NameRule {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+-]{0,99}");

    private NameRule() {}

    /** Notes a problem at the key where it cannot be a name. */
    public static void checkKey(ConfigNode map, String key, String what) {
        if (!NAME.matcher(key).matches()) {
            map.problemAtKey(key, what + " \"" + key + "\": " + expected());
        }
    }

    /** The same of a value. */
    public static void check(ConfigNode value, String what) {
        if (value.isScalar() && !NAME.matcher(value.text()).matches()) {
            value.problem(what + " \"" + value.text() + "\": " + expected());
        }
    }

    private static String expected() {
        return "expected at most 100 letters, digits or any of . _ : @ + - and no slash";
    }
}
