package dev.pointsman.policy;

import dev.pointsman.config.ConfigException;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.provider.ProviderSettings;
import dev.pointsman.routing.RouterFactory;
import dev.pointsman.testing.FakeAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Policies for tests: provider type {@code fake}, no plug-in routers, the environment holds {@code TOKEN}. */
public final class Policies {
    /** Two providers, three models, three rules, two scores. */
    public static final String BASE = """
            version: 1
            providers:
              local: { type: fake }
              cloud: { type: fake, url: "https://cloud.example/v1", key: $TOKEN }
            models:
              small:
                deployments:
                  - { at: local/s, price: { in: 0, out: 0 } }
                  - { at: cloud/s, price: { in: 0.05, out: 0.4 } }
                context: 8k
                quality: 0.6
              large: { at: cloud/l, price: { in: 3, out: 15 }, context: 200k, can: [tools, json], quality: 0.9 }
            rules:
              - name: eu-stays-local
                when: { header.x-region: eu }
                then: { only: { providers: [local] } }
              - name: small-talk
                when: { text: ["hi there"], input_tokens: "< 300", tools: false }
                then: { use: small }
              - name: everything-else
                then: { score: best }
            scores:
              best: { weights: { quality: 1 } }
              cheap: { weights: { cost: 1 } }
            """;

    /** Remembers what it was asked for; notes a problem for {@code wrong: …}. */
    static final class FakeFactory implements ProviderFactory {
        final List<ProviderSettings> asked = new ArrayList<>();

        @Override
        public String type() {
            return "fake";
        }

        @Override
        public ProviderAdapter create(ProviderSettings settings) {
            settings.node().onlyKeys("type", "url", "key", "keys");
            asked.add(settings);
            return new FakeAdapter();
        }
    }

    private Policies() {}

    /** With plug-in routers that a policy may name. */
    public static PolicyLoader loader(RouterFactory... routers) {
        return new PolicyLoader(Map.of("TOKEN", "s3cret")::get, List.of(new FakeFactory()), List.of(routers));
    }

    /** Of {@code test.yaml}. */
    public static Policy load(String text) {
        return loader().load("test.yaml", text);
    }

    /** Every problem of a text that is no policy; none where it is one. */
    public static List<String> problems(String text) {
        try {
            load(text);
            return List.of();
        } catch (ConfigException bad) {
            return bad.problems().stream().map(Object::toString).toList();
        }
    }
}
