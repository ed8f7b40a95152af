package dev.pointsman.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value as written, before anchors are followed; an aliased value is the very object its anchor named. */
sealed interface YamlNode {
    ConfigPlace place();

    record Nothing(ConfigPlace place) implements YamlNode {}

    /**
     * A scalar.
     *
     * @param plain written without quotes and without a tag, so that others may take it for a number or a truth value
     */
    record Text(ConfigPlace place, String text, boolean plain) implements YamlNode {}

    record Items(ConfigPlace place, List<YamlNode> items) implements YamlNode {}

    record Entries(ConfigPlace place, LinkedHashMap<String, YamlNode> entries, Map<String, ConfigPlace> keyPlaces)
            implements YamlNode {}
}
