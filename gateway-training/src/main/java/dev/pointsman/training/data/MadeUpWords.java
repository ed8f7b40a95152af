package dev.pointsman.training.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Words that made-up prompts are filled with, by the name of their list. */
final class MadeUpWords {
    static final Map<String, List<String>> WORDS = words();

    private MadeUpWords() {}

    private static Map<String, List<String>> words() {
        Map<String, List<String>> words = new LinkedHashMap<>();
        put(words, "daytime", "morning, evening, afternoon, night, day");
        put(words, "animal", "cat, dog, horse, penguin, goat, parrot, hedgehog, turtle, otter, camel");
        put(words, "person", "sister, neighbour, boss, teacher, friend, landlord, colleague, uncle, customer");
        put(words, "language", "French, German, Spanish, Italian, Dutch, Polish, Swedish, Japanese, Portuguese");
        put(words, "place", "station, bridge, museum, harbour, town hall, library, airport, market, castle");
        put(words, "food", "onion soup, apple pie, lentils, pancakes, rice, pumpkin bread, noodles, potato salad");
        put(words, "document", "report, invoice, agenda, article, meeting notes, letter, offer, timetable");
        put(words, "weekday", "Monday, Tuesday, Wednesday, Thursday, Friday");
        put(words, "country", "Norway, Portugal, Chile, Kenya, Vietnam, Canada, Greece, Austria, Morocco, Peru");
        put(words, "figure", "sum, product, difference, quotient, square root, determinant, eigenvalue");
        put(words, "numbers", "odd numbers, primes, rational numbers, perfect squares, integers, matrices");
        put(words, "property", "even, irrational, divisible by three, unique, bounded, positive, symmetric");
        put(words, "structure", "binary tree, graph, linked list, hash table, priority queue, trie, ring buffer");
        put(words, "programming", "Java, Python, Rust, Go, TypeScript, Kotlin, Haskell");
        put(words, "contract", "licence agreement, lease, employment contract, non-disclosure agreement, loan");
        put(words, "party", "tenant, supplier, employee, licensee, guarantor, buyer");
        put(words, "system", "payment system, message queue, search index, booking service, video platform");
        put(words, "count", "12, 40, 75, 300, 1000, 17, 64, 9");
        put(words, "metric", "revenue, conversion rate, churn, waiting time, turnover, click rate");
        return words;
    }

    private static void put(Map<String, List<String>> words, String name, String list) {
        words.put(name, List.of(list.split(", ", -1)));
    }
}
