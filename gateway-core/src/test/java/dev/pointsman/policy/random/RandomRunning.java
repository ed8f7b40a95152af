package dev.pointsman.policy.random;

import static dev.pointsman.policy.random.Dice.map;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Random sections that say how a gateway runs: {@code server}, {@code storage}, {@code session}, {@code reliability}, {@code feedback}, {@code rollout}, {@code report}, {@code telemetry}. */
final class RandomRunning {
    private static final List<String> IDS = List.of("user", "key", "team", "header.x-region", "metadata.workload");

    private final Dice dice;
    private final List<String> models;

    /** @param models names there are */
    RandomRunning(Dice dice, List<String> models) {
        this.dice = dice;
        this.models = List.copyOf(models);
    }

    /** @param open without keys */
    Map<String, Object> server(boolean open) {
        Map<String, Object> server = new LinkedHashMap<>();
        server.put("listen", open ? dice.of("127.0.0.1:8080", "[::1]:8081", "8082") : ":8080");
        server.put("admin", dice.of("none", "127.0.0.1:9091", ":9092"));
        server.put("admin_key", "$TOKEN");
        server.put("dashboard", dice.of("true", "false"));
        Map<String, Object> tls = map("cert", "pom.xml", "key", "pom.xml"); // only looked at when a listener starts
        if (dice.chance(0.5)) {
            tls.put("client_ca", "pom.xml");
            tls.put("client_auth", dice.of("require", "want"));
        }
        server.put("tls", tls);
        server.put("http2", dice.of("true", "false"));
        server.put("max_body", dice.of("32MB", "1MiB", "64 kB"));
        server.put("max_buffered", dice.of("1GiB", "200MB"));
        server.put("max_connections", dice.of("10000", "10_000"));
        server.put("max_connections_per_address", dice.of("0", "64"));
        server.put("threads", dice.of("0", "2"));
        server.put("idle", dice.of("30s", "1m", "250ms"));
        server.put("drain", dice.of("30s", "0s"));
        server.put("cors", dice.of("*", List.of("https://a.example", "https://b.example")));
        server.put("access_log", dice.of("json", "text", "off"));
        server.keySet().removeIf(key -> !key.equals("listen") && dice.chance(0.5));
        return server;
    }

    /** @param conditions what texts are kept under */
    Map<String, Object> storage(RandomConditions conditions) {
        String ledger = dice.of(
                "none",
                "jsonl:data/ledger.jsonl",
                "sqlite:data/ledger.db",
                "postgresql://gate@db/x",
                "postgresql://g%40te@a:5433,[::1]/x?sslmode=require&currentSchema=y");
        Map<String, Object> storage = map(
                "ledger", ledger,
                "history", dice.of("none", "data/policies", "/var/lib/pointsman/ü"),
                "spend", dice.of("none", "data/spend.journal"),
                "learned", dice.of("none", "data/learned.state"),
                "shared", shared(),
                "spool", dice.of("16MB", "2GB", "1000GB"),
                "spool_folder", dice.of("data/ledger.spool", "/var/spool/ü"));
        if (ledger.startsWith("postgresql")) {
            storage.put("password", "$TOKEN");
        }
        if (dice.chance(0.2)) {
            storage.put("keys", dice.of("none", "data/keys.json"));
        }
        if (ledger.startsWith("sqlite") || ledger.startsWith("postgresql")) {
            storage.put("keep", dice.of("90d", "1h"));
        }
        storage.keySet().removeIf(key -> !key.equals("ledger") && dice.chance(0.3));
        if (!ledger.equals("none") && dice.chance(0.5)) {
            storage.put("text", text(conditions, !ledger.startsWith("jsonl")));
        }
        if ("none".equals(storage.get("keys")) && storage.get("shared") instanceof Map<?, ?> shared) {
            shared.remove("keys");
        }
        return storage;
    }

    private Map<String, Object> text(RandomConditions conditions, boolean forgets) {
        Map<String, Object> text = map(
                "of", dice.of("prompt", "reply", List.of("prompt", "reply")),
                "limit", dice.of("100B", "16kB", "64000"),
                "redact",
                        dice.of(
                                "none",
                                "all",
                                "/x{2}/i",
                                List.of("email", "/a.*b/"),
                                List.of("all", "card", "ip"),
                                List.of("iban", "phone", "secret")));
        text.put("when", conditions.when());
        if (forgets) {
            text.put("keep", dice.of("7d", "1h"));
        }
        text.keySet().removeIf(key -> !key.equals("of") && dice.chance(0.4));
        return text;
    }

    private Object shared() {
        Map<String, Object> shared = map("at", "rediss://[::1]:7000/3", "user", "ü", "wait", "20ms", "gateways", 3);
        shared.put("password", "$TOKEN");
        shared.put("keys", "$TOKEN");
        shared.keySet().removeIf(key -> !key.equals("at") && dice.chance(0.5));
        return dice.chance(0.5) ? shared : dice.of("none", "redis://localhost", "redis://10.0.0.1:6379/0");
    }

    /** @param conditions what texts are sent under */
    Map<String, Object> telemetry(RandomConditions conditions) {
        Map<String, Object> traces = map(
                "endpoint", dice.of("http://localhost:4318", "https://c.example/otlp/v1/traces", "http://[::1]:1/"),
                "headers", dice.of(map("authorization", "$TOKEN"), map("x-a", "b", "X-B", "1")),
                "sample", dice.of("5%", "0", "1", "0.001"),
                "parent", dice.of("true", "false"),
                "propagate", dice.of("true", "false"));
        Map<String, Object> metrics = map(
                "endpoint", dice.of("http://localhost:4318", "https://c.example/x"),
                "headers", map("x-a", "b c"),
                "every", dice.of("1s", "1h", "15s"));
        traces.put("content", text(conditions, false));
        traces.keySet().removeIf(key -> dice.chance(0.4));
        metrics.keySet().removeIf(key -> dice.chance(0.4));
        Map<String, Object> telemetry = map("service", dice.of("gate", "ü"), "attributes", map("a.b", "c"));
        telemetry.put("traces", dice.chance(0.2) ? "off" : traces);
        telemetry.put("metrics", dice.chance(0.2) ? "off" : metrics);
        telemetry.keySet().removeIf(key -> dice.chance(0.3));
        return telemetry;
    }

    Map<String, Object> feedback() {
        Map<String, Object> feedback = map("prior", dice.of("20", "0.1", "1e3"), "half_life", dice.of("1h", "30m"));
        feedback.keySet().removeIf(key -> dice.chance(0.3));
        if (dice.chance(0.1)) {
            feedback.put("judge", judge());
        }
        return feedback;
    }

    private Map<String, Object> judge() {
        Map<String, Object> judge = map("model", dice.of(models), "cap", dice.of("2/day", "$0.50/day"));
        if (dice.chance(0.5)) {
            judge.put("share", dice.of("5%", "1"));
        }
        if (dice.chance(0.5)) {
            judge.put("rubric", dice.of("Short is good.", "ü: right?"));
        }
        return judge;
    }

    Map<String, Object> session() {
        Map<String, Object> session = new LinkedHashMap<>();
        session.put(
                "by",
                dice.oneOrSome(
                        List.of("header.x-session-id", "metadata.a", "user", "prompt_cache_key", "conversation"), 3));
        session.put("keep", dice.of("10m", "1s", "7d"));
        session.put("warm", dice.of("5m", "0s"));
        session.put("margin", dice.of("0", "0.1", "1"));
        session.put("within", dice.of("rules", "score"));
        session.put("shared", dice.chance(0.5) ? Dice.map("wait", dice.of("1ms", "1s")) : dice.of("true", "false"));
        session.keySet().removeIf(key -> dice.chance(0.5));
        return session;
    }

    Map<String, Object> rollout() {
        String mode = dice.of("shadow", "canary", "ab");
        Map<String, Object> rollout = map("next", dice.of("next.yaml", "policies/next 2.yaml"), "mode", mode);
        if (dice.chance(0.5)) {
            rollout.put("share", dice.of("5%", "0.5", "1"));
        }
        if (dice.chance(0.5)) {
            rollout.put("by", dice.of(IDS));
        }
        if (!mode.equals("shadow") && dice.chance(0.6)) {
            rollout.put("stop", stop());
        }
        return rollout;
    }

    /** @param holdout name of the first rule where it is one of nothing but a share */
    Map<String, Object> report(@Nullable String holdout) {
        Map<String, Object> report = new LinkedHashMap<>();
        if (dice.chance(0.3)) {
            report.put(
                    "baselines",
                    List.of(map("name", "always-one", "model", dice.of(models), "reply", dice.of("same", "mean"))));
        }
        if (holdout != null) {
            report.put("holdout", holdout);
        }
        report.put(
                "by",
                dice.oneOrSome(List.of("model", "task", "rule", "key", "team", "day", "deployment", "endpoint"), 2));
        if (dice.chance(0.5)) {
            report.put("every", dice.of("day", "week"));
            report.put("at", dice.of("06:00", "23:30 Europe/Berlin"));
            report.put("to", dice.of("data/reports", "https://example.com/hook"));
            report.put("formats", dice.oneOrSome(List.of("html", "json", "text"), 3));
        }
        return report;
    }

    private Map<String, Object> stop() {
        Map<String, Object> stop = map(
                "error_rate", dice.of("> 5%", ">= 1.5x"),
                "first_token", dice.of("> 4s", "> 2x"),
                "latency", "> 20s",
                "cost", dice.of("> 0.02", ">1.1x"),
                "quality", dice.of("< 0.6", "<= 0.9x"));
        List<String> kept = dice.<String>some(List.copyOf(stop.keySet()), 3);
        stop.keySet().retainAll(kept);
        if (dice.chance(0.5)) {
            stop.put("over", dice.of("50 calls", "10", "1000"));
        }
        return stop;
    }

    Map<String, Object> reliability() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("timeout", timeout());
        all.put("retry", retry());
        all.put(
                "breaker",
                map(
                        "open_at", dice.of("50%", "0.3"),
                        "over", dice.of("20 calls", "10"),
                        "for", "15s",
                        "slow", dice.of("30s", "8s")));
        all.put("fallback", dice.chance(0.2) ? anyFallbacks() : pair());
        all.put(
                "fallback_if",
                dice.oneOrSome(
                        List.of("unavailable", "rate_limit", "rate-limit", "too_long", "too-long", "refused", "slow"),
                        5));
        all.keySet().removeIf(key -> dice.chance(0.5));
        return all;
    }

    private Map<String, Object> timeout() {
        Map<String, Object> timeout = map(
                "connect",
                "2s",
                "first_token",
                dice.of("10s", "1.5m"),
                "answer",
                "100s",
                "idle",
                "20s",
                "total",
                "180s");
        timeout.keySet().removeIf(key -> dice.chance(0.3));
        return timeout;
    }

    private Map<String, Object> retry() {
        Map<String, Object> retry = map(
                "times", dice.of("0", "2"),
                "errors", dice.oneOrSome(List.of("connect", "429", "5xx", "timeout"), 3),
                "wait", dice.of("200ms..2s", "1s"),
                "retry_after", dice.of("10s", "0s"));
        retry.keySet().removeIf(key -> dice.chance(0.3));
        return retry;
    }

    private Map<String, Object> pair() {
        List<String> two = dice.some(models, 2);
        return two.size() < 2 ? map() : map(two.get(0), List.of(two.get(1)));
    }

    /** Of any model to any, itself and circles included; most of them are mistakes. */
    private Map<String, Object> anyFallbacks() {
        Map<String, Object> fallbacks = new LinkedHashMap<>();
        for (String model : dice.<String>some(models, 5)) {
            fallbacks.put(model, dice.oneOrSome(models, 3));
        }
        return fallbacks;
    }
}
