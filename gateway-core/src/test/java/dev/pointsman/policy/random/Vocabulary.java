package dev.pointsman.policy.random;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Words that random policies and random requests have in common, so that conditions hold now and then. */
final class Vocabulary {
    static final List<String> WORDS = List.of("refactor", "unit test", "contract", "hi there", "gdpr", "straße", "漢字");
    static final List<String> PATTERNS =
            List.of("/def \\w+/", "/contract|gdpr/i", "/^hi/", "/\\bgdpr\\b/", "/[0-9]{3,}/");
    static final List<String> VALUES =
            List.of("eu", "us", "batch", "on", "22:00", "1e3", "a: b #c", "ünï", "x\ty", "null", "~", "07");
    static final List<String> HEADERS = List.of("x-region", "x-Workload", "x-session-id");
    static final List<String> METADATA = List.of("workload", "Region", "a.b");
    static final List<String> LANGUAGES = List.of("en", "de", "fr", "zh");
    static final List<String> TASKS = List.of("code", "legal", "chitchat");
    static final List<String> ZONES = List.of("", " Europe/Berlin", " UTC", " America/New_York", " +05:30");
    static final List<String> DAYS =
            List.of("mon", "tue", "wednesday", "thu", "fri", "sat", "sunday", "mon-fri", "fri-mon");
    static final List<String> ENDPOINTS = List.of("chat/completions", "/v1/embeddings", "audio", "rerank", "messages");
    static final List<String> USERS = List.of("ada", "ben", "cyd");
    static final List<String> TEAMS = List.of("shop", "platform");
    static final List<String> TRAITS = List.of("safety", "creativity");
    static final List<String> CAPABILITIES = List.of(
            "tools",
            "parallel-tools",
            "parallel_tools",
            "json",
            "vision",
            "audio",
            "files",
            "reasoning",
            "logprobs",
            "choices",
            "embeddings",
            "rerank");
    static final List<String> LEVELS = List.of("basic", "skilled", "expert");
    static final Map<String, List<String>> SKILLS = new TreeMap<>(
            Map.of("language", List.of("de", "en", "any"), "place", List.of("eu", "us"), "level", LEVELS));
    static final List<String> TAGS = List.of("beta", "gold", "/^b/");

    private Vocabulary() {}
}
