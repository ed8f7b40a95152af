package dev.pointsman.tracing;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A place in a trace as headers tell it. Source: W3C Trace Context, {@code traceparent} of version 00 and {@code tracestate}.
 *
 * @param high the first 64 bits of the trace's id
 * @param low the last 64
 * @param span id of the span
 * @param sampled whether it is kept
 * @param state the list of {@code tracestate} as it came; empty where there was none, or a bad one
 */
public record TraceContext(long high, long low, long span, boolean sampled, String state) {
    private static final int VERSION_END = 2;
    private static final int TRACE = 3;
    private static final int SPAN = 36;
    private static final int FLAGS = 53;
    private static final int LENGTH = 55;
    private static final int STATE_LENGTH = 512;
    private static final int STATE_MEMBERS = 32;
    private static final int KEY_LENGTH = 256;
    private static final String HEX = "0123456789abcdef";

    /**
     * Reads both headers; null where the first is not what the standard says, and then the second counts for nothing. A later version is read as far as this
     * one goes.
     */
    public static @Nullable TraceContext of(@Nullable String parent, @Nullable String state) {
        if (parent == null || parent.length() < LENGTH || !formed(parent)) {
            return null;
        }
        long high = bits(parent, TRACE, TRACE + 16);
        long low = bits(parent, TRACE + 16, TRACE + 32);
        long span = bits(parent, SPAN, SPAN + 16);
        boolean none = (high == 0 && low == 0) || span == 0;
        boolean sampled = (digit(parent.charAt(FLAGS + 1)) & 1) == 1;
        return none ? null : new TraceContext(high, low, span, sampled, state == null ? "" : known(state));
    }

    private static boolean formed(String parent) {
        for (int i = 0; i < LENGTH; i++) {
            boolean dash = i == VERSION_END || i == SPAN - 1 || i == FLAGS - 1;
            if (dash ? parent.charAt(i) != '-' : digit(parent.charAt(i)) < 0) {
                return false;
            }
        }
        if (parent.startsWith("ff")) {
            return false;
        }
        return parent.length() == LENGTH || (!parent.startsWith("00") && parent.charAt(LENGTH) == '-');
    }

    /** -1 where it is none; upper case is none. */
    private static int digit(char c) {
        return HEX.indexOf(c);
    }

    private static long bits(String hex, int from, int to) {
        long bits = 0;
        for (int i = from; i < to; i++) {
            bits = bits << 4 | digit(hex.charAt(i));
        }
        return bits;
    }

    /** The list where all of it is right, else nothing. */
    private static String known(String state) {
        if (state.length() > STATE_LENGTH) {
            return "";
        }
        Set<String> keys = new HashSet<>();
        for (String member : state.split(",", -1)) {
            String entry = member.strip();
            int equals = entry.indexOf('=');
            if (!entry.isEmpty()
                    && (equals < 1
                            || !key(entry.substring(0, equals))
                            || !value(entry.substring(equals + 1))
                            || !keys.add(entry.substring(0, equals)))) {
                return "";
            }
        }
        return keys.size() > STATE_MEMBERS ? "" : state.strip();
    }

    private static boolean key(String key) {
        return key.length() <= KEY_LENGTH
                && key.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "_-*/@".indexOf(c) >= 0)
                && "_-*/@".indexOf(key.charAt(0)) < 0;
    }

    private static boolean value(String value) {
        return !value.isEmpty()
                && value.length() <= KEY_LENGTH
                && value.chars().allMatch(c -> c >= ' ' && c <= '~' && c != ',' && c != '=');
    }

    /** 32 hex digits. */
    public String traceId() {
        StringBuilder hex = new StringBuilder(32);
        append(hex, high);
        append(hex, low);
        return hex.toString();
    }

    /** The header's value with another span of the trace in this one's place. */
    String parentOf(long child) {
        StringBuilder header = new StringBuilder(LENGTH).append("00-");
        append(header, high);
        append(header, low);
        append(header.append('-'), child);
        return header.append(sampled ? "-01" : "-00").toString();
    }

    /** 16 hex digits of a span's id. */
    public static String hex(long span) {
        StringBuilder hex = new StringBuilder(16);
        append(hex, span);
        return hex.toString();
    }

    private static void append(StringBuilder out, long bits) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            out.append(HEX.charAt((int) (bits >>> shift) & 0xf));
        }
    }
}
