package dev.pointsman.providers.openai;

/** How a provider wants to see its key. */
enum Credential {
    BEARER("authorization", "Bearer "),
    API_KEY("api-key", ""),
    X_API_KEY("x-api-key", ""),
    NONE("", "");

    private final String header;
    private final String prefix;

    Credential(String header, String prefix) {
        this.header = header;
        this.prefix = prefix;
    }

    /** Name of the header; "" for {@link #NONE}. */
    String header() {
        return header;
    }

    String value(String key) {
        return prefix.isEmpty() ? key : prefix + key;
    }
}
