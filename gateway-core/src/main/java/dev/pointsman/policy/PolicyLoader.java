package dev.pointsman.policy;

import dev.pointsman.access.KeySettings;
import dev.pointsman.cache.CacheSettings;
import dev.pointsman.cache.SemanticSettings;
import dev.pointsman.catalog.BalancerFactory;
import dev.pointsman.catalog.Catalog;
import dev.pointsman.catalog.Levels;
import dev.pointsman.catalog.Model;
import dev.pointsman.catalog.PriceOverlay;
import dev.pointsman.catalog.PriceTable;
import dev.pointsman.config.ConfigException;
import dev.pointsman.config.ConfigNode;
import dev.pointsman.config.ConfigPlace;
import dev.pointsman.config.ConfigProblems;
import dev.pointsman.config.NamedFiles;
import dev.pointsman.config.NodeDigest;
import dev.pointsman.config.YamlConfig;
import dev.pointsman.estimate.Estimators;
import dev.pointsman.guardrail.GuardrailSettings;
import dev.pointsman.guardrail.TextFinderFactory;
import dev.pointsman.learned.TextEncoderFactory;
import dev.pointsman.learned.task.TaskConditions;
import dev.pointsman.learned.task.TaskResources;
import dev.pointsman.learned.task.TaskSettings;
import dev.pointsman.overload.OverloadSettings;
import dev.pointsman.performance.FeedbackSettings;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.quota.KnownSubjects;
import dev.pointsman.quota.LimitSettings;
import dev.pointsman.report.settings.ReportSettings;
import dev.pointsman.rollout.RolloutSettings;
import dev.pointsman.routing.ChainSettings;
import dev.pointsman.routing.KnownNames;
import dev.pointsman.routing.RouterFactory;
import dev.pointsman.routing.reach.RuleReach;
import dev.pointsman.routing.reach.UnusedNames;
import dev.pointsman.routing.rules.KeyRouter;
import dev.pointsman.routing.rules.RuleSettings;
import dev.pointsman.routing.score.ScoreSettings;
import dev.pointsman.session.SessionSettings;
import dev.pointsman.tracing.settings.TelemetrySettings;
import dev.pointsman.upstream.ReliabilitySettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a policy file: every section by the record that owns it, then what must hold between sections, then the policy's own tests. Goes
 * on after a mistake, so that all come at once. Blocks on files (the policy's, and secrets named by it).
 */
public final class PolicyLoader {
    private static final PriceTable LIST_PRICES = PriceTable.builtIn();

    private final Function<String, @Nullable String> environment;
    private final Clock clock;
    private final List<ProviderFactory> providerFactories;
    private final List<RouterFactory> routerFactories;
    private final List<TextEncoderFactory> encoderFactories;
    private final List<TextFinderFactory> finderFactories;
    private final List<BalancerFactory> balancerFactories;
    private final Supplier<Set<String>> managedKeys;

    /** Without plug-in encoders. */
    public PolicyLoader(
            Function<String, @Nullable String> environment,
            Iterable<? extends ProviderFactory> providerFactories,
            Iterable<? extends RouterFactory> routerFactories) {
        this(environment, providerFactories, routerFactories, List.of());
    }

    /** By the day of the system's clock. */
    public PolicyLoader(
            Function<String, @Nullable String> environment,
            Iterable<? extends ProviderFactory> providerFactories,
            Iterable<? extends RouterFactory> routerFactories,
            Iterable<? extends TextEncoderFactory> encoderFactories) {
        this(environment, providerFactories, routerFactories, encoderFactories, Clock.systemUTC());
    }

    /**
     * @param environment value of a variable, null where it is not set
     * @param clock tells which prices hold today
     */
    public PolicyLoader(
            Function<String, @Nullable String> environment,
            Iterable<? extends ProviderFactory> providerFactories,
            Iterable<? extends RouterFactory> routerFactories,
            Iterable<? extends TextEncoderFactory> encoderFactories,
            Clock clock) {
        this.clock = clock;
        this.environment = environment;
        this.providerFactories = copy(providerFactories);
        this.routerFactories = copy(routerFactories);
        this.encoderFactories = copy(encoderFactories);
        this.finderFactories = List.of();
        this.balancerFactories = List.of();
        this.managedKeys = Set::of;
    }

    private PolicyLoader(
            PolicyLoader other,
            List<TextFinderFactory> finderFactories,
            List<BalancerFactory> balancerFactories,
            Supplier<Set<String>> managedKeys) {
        this.clock = other.clock;
        this.environment = other.environment;
        this.providerFactories = other.providerFactories;
        this.routerFactories = other.routerFactories;
        this.encoderFactories = other.encoderFactories;
        this.finderFactories = finderFactories;
        this.balancerFactories = balancerFactories;
        this.managedKeys = managedKeys;
    }

    /** The same with plug-in finders for guardrails, and plug-in balancers. */
    public PolicyLoader with(
            Iterable<? extends TextFinderFactory> finders, Iterable<? extends BalancerFactory> balancers) {
        return new PolicyLoader(this, copy(finders), copy(balancers), managedKeys);
    }

    /** The same, for policies whose keys must not have the names of those that are managed beside them. */
    public PolicyLoader besides(Supplier<Set<String>> names) {
        return new PolicyLoader(this, finderFactories, balancerFactories, names);
    }

    /**
     * Reads and checks a file.
     *
     * @throws ConfigException with every problem found, tests that fail among them
     */
    public Policy load(Path file) {
        return load(file.toString(), read(file));
    }

    /**
     * The same of a text.
     *
     * @param file name for places
     */
    public Policy load(String file, String text) {
        return load(file, text, new NamedFiles(file));
    }

    /** The same; the files that the text names are known afterwards even where it is refused. */
    Policy load(String file, String text, NamedFiles files) {
        ConfigProblems problems = new ConfigProblems();
        ConfigProblems warnings = new ConfigProblems();
        ConfigNode root = YamlConfig.parse(file, text, environment, problems);
        problems.throwIfAny();
        Policy policy = policy(root, files, text, problems, warnings);
        List<PolicyTest> tests = tests(root, policy);
        problems.throwIfAny();
        policy.catalog().models().forEach(model -> model.tokens().load());
        new PolicyTests(policy).run(tests);
        problems.throwIfAny();
        return policy;
    }

    /** Every section; where problems were noted the result is of no use. */
    private Policy policy(
            ConfigNode root, NamedFiles files, String text, ConfigProblems problems, ConfigProblems warnings) {
        checkTop(root);
        ConfigNode providerNode = root.orNothing("providers");
        ConfigNode scoreNode = root.orNothing("scores");
        ServerSettings server = ServerSettings.from(root.orNothing("server"));
        ReliabilitySettings reliability = ReliabilitySettings.from(root.at("reliability"));
        ProviderEntries entries =
                new ProviderEntries(providerFactories, reliability.timeouts().connect());
        Map<String, ProviderAdapter> providers = entries.adapters(providerNode);
        PriceOverlay prices = PriceOverlay.from(
                root.at("prices"), LIST_PRICES, files::bytes, keysOf(providerNode), LocalDate.now(clock));
        Catalog catalog = catalog(root, providerNode, prices);
        unusedPrices(root, prices.unused(catalog), warnings);
        List<KeySettings> keys = KeySettings.listFrom(root.orNothing("keys"));
        FeedbackSettings feedback = FeedbackSettings.from(root.orNothing("feedback"));
        KnownNames names =
                new KnownNames(catalog, keysOf(providerNode), keysOf(scoreNode), routerFactories, feedback.prior());
        checkModels(root, names, catalog);
        AccessChecks access = new AccessChecks(root, catalog, keysOf(scoreNode));
        access.checkKeys(managedKeys.get());
        TaskSettings tasks = TaskSettings.from(root.at("tasks"), learned(files, catalog));
        TaskConditions.check(tasks, root);
        StorageSettings storage = StorageSettings.of(root);
        access.checkListeners(server, keys.isEmpty() && !storage.keys().named(), warnings);
        RuleSettings rules = RuleSettings.from(root.at("rules"), names);
        checkUse(root, catalog, problems, warnings);
        Estimators estimators = Estimators.from(scoreNode, learned(files, catalog));
        return new Policy(
                server,
                storage,
                providers,
                catalog,
                tasks,
                rules,
                ScoreSettings.all(scoreNode, names, estimators::threshold),
                estimators,
                ChainSettings.from(root.at("chain"), names),
                session(root.at("session")),
                reliability,
                feedback,
                root.read("strict", false, ConfigNode::bool),
                keys,
                KeyRouter.from(root.orNothing("keys"), names),
                CacheSettings.from(root.at("cache"), new SemanticSettings.Resources(files::path, encoderFactories)),
                LimitSettings.listFrom(root.orNothing("limits"), subjects(catalog, providerNode, keys)),
                GuardrailSettings.listFrom(root.at("guardrails"), finderFactories),
                OverloadSettings.from(root.at("overload"), modelsOf(catalog)),
                RolloutSettings.from(root.at("rollout")),
                ReportSettings.from(root.at("report"), catalog, root.orNothing("rules")),
                TelemetrySettings.from(root.at("telemetry")),
                root.secretFiles(),
                files,
                NodeDigest.of(
                        Arrays.asList(root.at("providers"), root.at("models"), root.at("levels"), root.at("strict"))),
                Policy.digestOf(text),
                text,
                countOfTests(root.orNothing("tests")),
                warnings.all());
    }

    private Catalog catalog(ConfigNode root, ConfigNode providers, PriceOverlay prices) {
        return Catalog.from(
                root.orNothing("models"),
                ProviderEntries.types(providers, prices).balancedBy(balancerFactories),
                Levels.from(root.at("levels")));
    }

    /** Rules that nothing reaches, and names that nothing uses. */
    private static void checkUse(ConfigNode root, Catalog catalog, ConfigProblems problems, ConfigProblems warnings) {
        new RuleReach(catalog, problems, warnings).check(root.orNothing("rules"));
        if (problems.isEmpty()) {
            UnusedNames.check(root, warnings);
        }
    }

    private TaskResources learned(NamedFiles files, Catalog catalog) {
        return new TaskResources(files::bytes, files::path, modelsOf(catalog), encoderFactories);
    }

    private static @Nullable SessionSettings session(@Nullable ConfigNode node) {
        return node == null ? null : SessionSettings.from(node);
    }

    private static KnownSubjects subjects(Catalog catalog, ConfigNode providers, List<KeySettings> keys) {
        List<KnownSubjects.Holder> holders = new ArrayList<>();
        keys.forEach(key -> holders.add(new KnownSubjects.Holder(key.name(), key.team(), key.models())));
        return new KnownSubjects(catalog, keysOf(providers), holders);
    }

    private static void unusedPrices(ConfigNode root, List<String> unused, ConfigProblems warnings) {
        ConfigNode models = root.orNothing("prices").orNothing("models");
        for (String deployment : unused) {
            ConfigNode price = models.at(deployment);
            if (price != null) {
                warnings.add(price.place(), price.path(), "no model has the deployment \"" + deployment + "\"");
            }
        }
    }

    private static List<String> modelsOf(Catalog catalog) {
        return catalog.models().stream().map(Model::name).toList();
    }

    private static Set<String> keysOf(ConfigNode node) {
        return node.isMap() ? node.entries().keySet() : Set.of();
    }

    /** The text of a file. */
    static String read(Path file) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException notText) {
            throw unreadable(file, "the file is not UTF-8 text");
        } catch (IOException unreadable) {
            throw unreadable(file, Files.exists(file) ? "the file cannot be read" : "there is no such file");
        }
    }

    private static ConfigException unreadable(Path file, String message) {
        ConfigPlace top = new ConfigPlace(file.toString(), 1, 1);
        return new ConfigException(List.of(new ConfigProblems.Problem(top, "", message)));
    }

    private static int countOfTests(ConfigNode tests) {
        return tests.isList() ? tests.items().size() : 0;
    }

    private static List<PolicyTest> tests(ConfigNode root, Policy policy) {
        KnownInTests known = new KnownInTests(
                policy.catalog(),
                keysOf(root.orNothing("providers")),
                policy.rules().names(),
                spenders(policy),
                policy.tasks().labels(),
                policy.keys(),
                policy.session() != null);
        List<PolicyTest> tests = new ArrayList<>();
        ConfigNode node = root.at("tests");
        if (node != null) {
            node.items().forEach(item -> tests.add(PolicyTest.from(item, known)));
        }
        return tests;
    }

    /** Limits of single calls are not simulated. */
    private static Set<String> spenders(Policy policy) {
        Set<String> spenders = new HashSet<>(policy.scores().keySet());
        for (LimitSettings limit : policy.limits()) {
            if (!limit.per().kind().ofCall()) {
                spenders.add(limit.name());
            }
        }
        return spenders;
    }

    /** Of models that sections other than rules and scores name. */
    private static void checkModels(ConfigNode root, KnownNames names, Catalog catalog) {
        checkJudge(root.orNothing("feedback").orNothing("judge").at("model"), names, catalog);
        new FallbackChecks(catalog).check(root.orNothing("reliability").at("fallback"));
    }

    /** Marks are held within a cap, so what they cost must be known. */
    private static void checkJudge(@Nullable ConfigNode named, KnownNames names, Catalog catalog) {
        Model model = named == null || !names.checkModel(named) ? null : catalog.model(named.text());
        if (named != null && model != null) {
            model.deployments().stream()
                    .filter(deployment -> deployment.price() == null)
                    .findFirst()
                    .ifPresent(deployment -> named.problem("deployment \"" + deployment.id()
                            + "\" has no price: expected one, since marks have a cap"));
        }
    }

    private static void checkTop(ConfigNode root) {
        root.onlyKeys(
                "version",
                "server",
                "storage",
                "providers",
                "prices",
                "models",
                "levels",
                "tasks",
                "rules",
                "scores",
                "feedback",
                "session",
                "reliability",
                "strict",
                "keys",
                "limits",
                "guardrails",
                "overload",
                "cache",
                "chain",
                "rollout",
                "report",
                "telemetry",
                "tests");
        ConfigNode version = root.at("version");
        if (version != null && !version.text().equals("1")) {
            version.problem("expected 1, the only version of the language, but found \"" + version.text() + "\"");
        }
        for (String section : List.of("providers", "models")) {
            if (root.at(section) == null) {
                root.problem("missing key \"" + section + "\"");
            }
        }
    }

    private static <T> List<T> copy(Iterable<? extends T> some) {
        List<T> copy = new ArrayList<>();
        some.forEach(copy::add);
        return List.copyOf(copy);
    }
}
