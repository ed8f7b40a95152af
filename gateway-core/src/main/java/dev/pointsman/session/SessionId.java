package dev.pointsman.session;

/**
 * Which conversation: a hash of what tells it, and the virtual key, so that those of two tenants are never the same.
 *
 * @param key name of the virtual key
 */
record SessionId(long high, long low, String key) {
    /** For records: 32 hex digits, without the key. */
    String text() {
        return hex(high) + hex(low);
    }

    /** For other gateways: with the key. */
    String name() {
        return text() + " " + key;
    }

    private static String hex(long bits) {
        String digits = Long.toHexString(bits);
        return "0".repeat(16 - digits.length()) + digits;
    }
}
