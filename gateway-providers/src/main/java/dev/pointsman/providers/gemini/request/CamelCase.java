package dev.pointsman.providers.gemini.request;

/** Spells Google's field names one way: {@code thinking_config} and {@code thinkingConfig} mean the same. */
final class CamelCase {
    private CamelCase() {}

    static String of(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        boolean upper = false;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c == '_' && i > 0) {
                upper = true;
            } else {
                camel.append(upper ? Character.toUpperCase(c) : c);
                upper = false;
            }
        }
        return camel.toString();
    }
}
