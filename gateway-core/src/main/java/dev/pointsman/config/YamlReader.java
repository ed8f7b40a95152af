package dev.pointsman.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Reads the events of one YAML document into {@link YamlNode}s. Depth is bounded; an anchor is known once its value has ended, so a value
 * cannot hold itself.
 */
final class YamlReader {
    private static final int MAX_DEPTH = 64;
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

    /** A file that is not read further; carries the place and what is wrong. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient ConfigPlace place;

        Refused(ConfigPlace place, String message) {
            super(message, null, false, false);
            this.place = place;
        }

        ConfigPlace place() {
            return place;
        }
    }

    private final String file;
    private final ConfigProblems problems;
    private final Iterator<Event> events;
    private final Map<Anchor, YamlNode> anchors = new HashMap<>();
    private ConfigPlace reached;

    YamlReader(String file, String text, ConfigProblems problems) {
        this.file = file;
        this.problems = problems;
        this.reached = new ConfigPlace(file, 1, 1);
        LoadSettings settings = LoadSettings.builder()
                .setLabel(file)
                .setCodePointLimit(Math.max(1, text.length()))
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /** Where what was read last begins. */
    ConfigPlace reached() {
        return reached;
    }

    /** The only document; nothing at 1:1 where the file holds none. */
    YamlNode read() throws Refused {
        YamlNode root = null;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof NodeEvent start) {
                if (root != null) {
                    throw new Refused(place(event), "expected one YAML document but found a second");
                }
                root = node(start, 0);
            }
        }
        return root == null ? new YamlNode.Nothing(new ConfigPlace(file, 1, 1)) : root;
    }

    private YamlNode node(NodeEvent event, int depth) throws Refused {
        if (depth > MAX_DEPTH) {
            throw new Refused(place(event), "nested deeper than " + MAX_DEPTH + " levels");
        }
        if (event instanceof AliasEvent alias) {
            YamlNode known = anchors.get(alias.getAlias());
            if (known == null) {
                throw new Refused(place(event), "unknown anchor \"" + alias.getAlias() + "\"");
            }
            return known;
        }
        YamlNode node = value(event, depth);
        event.getAnchor().ifPresent(anchor -> anchors.put(anchor, node));
        return node;
    }

    private YamlNode value(NodeEvent event, int depth) throws Refused {
        if (event instanceof ScalarEvent scalar) {
            refuseOwnTag(event, scalar.getTag());
            boolean plain = scalar.isPlain() && scalar.getTag().isEmpty();
            boolean nothing = plain && NULLS.contains(scalar.getValue());
            return nothing
                    ? new YamlNode.Nothing(place(event))
                    : new YamlNode.Text(place(event), scalar.getValue(), plain);
        }
        if (event instanceof CollectionStartEvent start) {
            refuseOwnTag(event, start.getTag());
        }
        return event instanceof MappingStartEvent ? entries(event, depth) : items(event, depth);
    }

    private YamlNode items(NodeEvent start, int depth) throws Refused {
        List<YamlNode> items = new ArrayList<>();
        for (NodeEvent next = child(); next != null; next = child()) {
            items.add(node(next, depth + 1));
        }
        return new YamlNode.Items(place(start), items);
    }

    private YamlNode entries(NodeEvent start, int depth) throws Refused {
        LinkedHashMap<String, YamlNode> entries = new LinkedHashMap<>();
        Map<String, ConfigPlace> keyPlaces = new HashMap<>();
        for (NodeEvent key = child(); key != null; key = child()) {
            if (!(key instanceof ScalarEvent scalar)) {
                throw new Refused(place(key), "expected a plain word as key");
            }
            String name = scalar.getValue();
            NodeEvent valueStart = child();
            if (valueStart == null) {
                throw new Refused(place(key), "key \"" + name + "\" has no value");
            }
            YamlNode value = node(valueStart, depth + 1);
            ConfigPlace earlier = keyPlaces.putIfAbsent(name, place(key));
            if (earlier == null) {
                entries.put(name, value);
            } else {
                problems.add(place(key), "", "key \"" + name + "\" is already given in line " + earlier.line());
            }
        }
        return new YamlNode.Entries(place(start), entries, keyPlaces);
    }

    /** The next node of the collection being read; null at its end. */
    private @Nullable NodeEvent child() {
        Event next = events.next();
        reached = place(next);
        return next instanceof NodeEvent node ? node : null;
    }

    private void refuseOwnTag(Event event, Optional<String> tag) throws Refused {
        if (tag.isPresent() && !tag.get().equals("!") && !tag.get().startsWith("tag:yaml.org,2002:")) {
            throw new Refused(place(event), "tag \"" + tag.get() + "\" means nothing here");
        }
    }

    private ConfigPlace place(Event event) {
        return place(file, event.getStartMark());
    }

    static ConfigPlace place(String file, Optional<Mark> mark) {
        return mark.map(at -> new ConfigPlace(file, at.getLine() + 1, at.getColumn() + 1))
                .orElseGet(() -> new ConfigPlace(file, 1, 1));
    }
}
