package com.acme;

import dev.pointsman.config.ConfigNode;
import dev.pointsman.guardrail.TextFinder;
import dev.pointsman.guardrail.TextFinderFactory;

/** A guardrail's finder: {@code find: [{ type: acme-tickets, project: ACME }]} finds numbers of tickets, such as {@code ACME-4711}. */
public final class TicketFinderFactory implements TextFinderFactory {
    @Override
    public String type() {
        return "acme-tickets";
    }

    @Override
    public TextFinder create(ConfigNode settings) {
        settings.onlyKeys("type", "project");
        ConfigNode project = settings.required("project");
        return new TicketFinder((project == null ? "" : project.text()) + "-");
    }

    private record TicketFinder(String prefix) implements TextFinder {
        private static final int MOST_DIGITS = 8;

        /** One character behind a number is looked at, to tell where it ends. */
        @Override
        public int longest() {
            return prefix.length() + MOST_DIGITS + 1;
        }

        @Override
        public void find(String text, int from, Places places) {
            for (int at = text.indexOf(prefix, from); at >= 0; at = text.indexOf(prefix, at + 1)) {
                int end = at + prefix.length();
                while (end < text.length()
                        && end - at < prefix.length() + MOST_DIGITS
                        && Character.isDigit(text.charAt(end))) {
                    end++;
                }
                if (end > at + prefix.length()) {
                    places.add(at, end, "[ticket]");
                }
            }
        }
    }
}
