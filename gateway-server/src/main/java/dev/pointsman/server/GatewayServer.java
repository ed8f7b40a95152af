package dev.pointsman.server;

import dev.pointsman.access.KeySource;
import dev.pointsman.access.managed.ManagedKeys;
import dev.pointsman.api.Body;
import dev.pointsman.balance.DeploymentStats;
import dev.pointsman.catalog.BalancerFactory;
import dev.pointsman.explain.KeptPolicies;
import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.guardrail.TextFinderFactory;
import dev.pointsman.learned.TextEncoderFactory;
import dev.pointsman.ledger.Ledger;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.ledger.LineLedger;
import dev.pointsman.ledger.RecentDecisions;
import dev.pointsman.ledger.spool.LedgerSpool;
import dev.pointsman.ledger.spool.SpooledLedger;
import dev.pointsman.performance.Performance;
import dev.pointsman.policy.ActivePolicy;
import dev.pointsman.policy.ListenAddress;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.PolicyLoader;
import dev.pointsman.policy.PolicyStore;
import dev.pointsman.policy.ServerSettings;
import dev.pointsman.policy.StorageSettings;
import dev.pointsman.policy.files.PolicyHistory;
import dev.pointsman.provider.ProviderFactory;
import dev.pointsman.routing.RouterFactory;
import dev.pointsman.server.admin.AdminRoute;
import dev.pointsman.server.admin.AdminServer;
import dev.pointsman.server.dashboard.DashboardFiles;
import dev.pointsman.server.dashboard.FrontRelay;
import dev.pointsman.server.http.FrontServer;
import dev.pointsman.server.http.FrontSettings;
import dev.pointsman.server.reports.ScheduledReports;
import dev.pointsman.server.storage.KeyFile;
import dev.pointsman.server.storage.LearnedFile;
import dev.pointsman.server.storage.LedgerStorage;
import dev.pointsman.server.telemetry.Telemetry;
import dev.pointsman.server.transport.NettyTransport;
import dev.pointsman.server.transport.TransportSettings;
import dev.pointsman.telemetry.GatewayMetrics;
import dev.pointsman.telemetry.RequestLog;
import dev.pointsman.upstream.RetryBudget;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway: builds everything from a policy file, owns start and stop. */
public final class GatewayServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayServer.class);
    private static final Duration LOOK = Duration.ofMillis(400);
    private static final Duration SAVE = Duration.ofMinutes(1);
    private static final Duration CUT = Duration.ofSeconds(5);

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final GatewayMetrics metrics = new GatewayMetrics(registry);
    private final ServerSettings settings;
    private final EventLoopGroup loops;
    private final NettyTransport transport;
    private final @Nullable Telemetry telemetry;
    private final Ledger ledger;
    private final @Nullable SpooledLedger records;
    private final @Nullable FleetLink fleet;
    private final LimitBook limits;
    private final @Nullable ManagedKeys keys;
    private final PolicyStore<ActivePolicy> policies;
    private final ScheduledExecutorService worker;
    private final @Nullable LearnedFile learned;
    private final @Nullable ScheduledReports reports;
    private final FrontServer front;
    private final AdminPages pages;
    private final @Nullable Operators operators;
    private final InetSocketAddress address;

    /** The admin listener with its loop. */
    private record Operators(AdminServer server, EventLoopGroup loop, InetSocketAddress address) {}

    private GatewayServer(
            Path file, PolicyLoader policyLoader, Policy first, Function<String, @Nullable String> environment)
            throws IOException {
        settings = first.server();
        AccessLogging.configure(settings.accessLog());
        keys = keys(first.storage().keys());
        PolicyLoader loader = keys == null ? policyLoader : policyLoader.besides(keys::names);
        checkNames(keys, first, loader, file);
        int threads = settings.threads() > 0
                ? settings.threads()
                : Runtime.getRuntime().availableProcessors();
        LedgerPlace place = first.storage().ledger();
        records = ledger(first.storage());
        RecentDecisions recent = new RecentDecisions(records == null ? LineLedger.NONE : records);
        telemetry = Telemetry.start(first.telemetry(), environment, metrics, Release.version(), Clock.systemUTC());
        Ledger usual = settings.admin() == null && records == null ? Ledger.NONE : recent;
        ledger = telemetry == null ? usual : telemetry.heard(usual);
        loops = FrontServer.loops(threads);
        transport = new NettyTransport(TransportSettings.defaults(threads, Release.version()), metrics);
        Body.Budget memory = new Body.Budget(bufferedBytes(settings));
        fleet = FleetLink.of(first.storage().shared(), keys, metrics);
        limits = LimitBook.of(first.storage(), fleet, metrics);
        Performance performance = Performance.of(System::nanoTime, System::currentTimeMillis);
        learned = learned(first.storage().learned(), performance);
        ActivePolicy.Surroundings around = new ActivePolicy.Surroundings(
                transport,
                metrics,
                new RequestLog(),
                ledger,
                new DeploymentStats(System::nanoTime, System::currentTimeMillis),
                performance,
                limits.book(),
                FleetLink.shared(fleet),
                keys == null ? KeySource.NONE : keys,
                new RetryBudget(),
                memory,
                System::nanoTime,
                Clock.systemUTC(),
                () -> ThreadLocalRandom.current().nextDouble(),
                telemetry == null ? null : telemetry.tracer());
        policies = policies(file, loader, first, around);
        worker = Executors.newSingleThreadScheduledExecutor(GatewayServer::workerThread);
        front = new FrontServer(
                frontSettings(settings), () -> policies.current().filters(), loops, metrics, memory);
        pages = pages(around, recent, reader(place), loader);
        warnOfSmallHeap(settings);
        ServerNumbers.watch(metrics, ledger, records, policies, transport, front);
        try {
            operators = operators(settings.admin());
            address = listen();
        } catch (IOException | RuntimeException failure) {
            worker.shutdownNow();
            abandon();
            throw failure;
        }
        reports = reports(place);
        policies.watch(worker, LOOK);
        keepLearned();
        pages.ready();
    }

    private AdminPages pages(
            ActivePolicy.Surroundings around,
            RecentDecisions recent,
            @Nullable LedgerReader kept,
            PolicyLoader loader) {
        PolicyVersions live = digest -> PolicyVersions.only(policies.policy()).withDigest(digest);
        PolicyVersions versions = live.or(new KeptPolicies(policies.history(), loader));
        List<AdminRoute> more = new ArrayList<>(WatchPages.routes(policies, around, recent, kept, versions));
        more.addAll(dashboard());
        return new AdminPages(registry, policies, new DecisionPages(recent, kept, versions), keys, more);
    }

    /** What was built before a start that fails. */
    private void abandon() {
        transport.close();
        closeRecords();
        closeLimits();
        end(loops);
    }

    private static @Nullable LearnedFile learned(@Nullable Path file, Performance performance) {
        return file == null ? null : LearnedFile.open(file, performance, Clock.systemUTC());
    }

    private void keepLearned() {
        if (learned != null) {
            worker.scheduleWithFixedDelay(learned::save, SAVE.toSeconds(), SAVE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    /** What the dashboard adds to the admin API: its files, and its way to this gateway's own front. */
    private List<AdminRoute> dashboard() {
        if (!settings.dashboard()) {
            return List.of();
        }
        FrontRelay relay = new FrontRelay(front::admit);
        List<AdminRoute> routes = new ArrayList<>(DashboardFiles.routes());
        routes.add(AdminRoute.stream("POST", "/admin/v1/playground", relay::open));
        return routes;
    }

    private static @Nullable ManagedKeys keys(StorageSettings.Keys settings) throws IOException {
        Path path = settings.file();
        try {
            return path == null ? null : ManagedKeys.open(new KeyFile(path), settings.named(), Clock.systemUTC());
        } catch (IOException damaged) {
            throw new IOException("storage.keys: " + damaged.getMessage(), damaged);
        }
    }

    /** The policy was read before the keys beside it were known; where a name is of both it is read once more, to tell the places. */
    private static void checkNames(@Nullable ManagedKeys keys, Policy first, PolicyLoader loader, Path file) {
        if (keys != null && first.keys().stream().anyMatch(key -> keys.names().contains(key.name()))) {
            loader.load(file);
        }
    }

    private PolicyStore<ActivePolicy> policies(
            Path file, PolicyLoader loader, Policy first, ActivePolicy.Surroundings around) throws IOException {
        try {
            return PolicyStore.open(
                    file,
                    loader,
                    first,
                    (policy, next, previous) -> ActivePolicy.of(policy, next, previous, around),
                    PolicyHistory.in(first.storage().history()),
                    Clock.systemUTC());
        } catch (UncheckedIOException unusable) {
            abandon();
            throw new IOException(unusable.getMessage(), unusable);
        }
    }

    private InetSocketAddress listen() throws IOException {
        if (fleet != null) {
            fleet.awaitStore();
        }
        try {
            return front.start();
        } catch (IOException | RuntimeException failure) {
            stopOperators();
            throw failure;
        }
    }

    /**
     * Starts; returns when clients are served.
     *
     * @param environment value of a variable, null where it is not set
     * @throws dev.pointsman.config.ConfigException with every problem of the policy
     * @throws IOException with a message for the operator: an address that is taken, a ledger that cannot be written
     */
    public static GatewayServer start(Path policyFile, Function<String, @Nullable String> environment)
            throws IOException {
        PolicyLoader loader = loader(environment);
        return new GatewayServer(policyFile, loader, loader.load(policyFile), environment);
    }

    /**
     * Reads policies with the providers, routers and encoders that come with the gateway, and those of the plug-in folder.
     *
     * @throws java.io.UncheckedIOException where the folder that was named for plug-ins cannot be read
     */
    public static PolicyLoader loader(Function<String, @Nullable String> environment) {
        ClassLoader classes = PlugIns.loader(environment);
        return new PolicyLoader(
                        environment,
                        ServiceLoader.load(ProviderFactory.class, classes),
                        ServiceLoader.load(RouterFactory.class, classes),
                        ServiceLoader.load(TextEncoderFactory.class, classes))
                .with(
                        ServiceLoader.load(TextFinderFactory.class, classes),
                        ServiceLoader.load(BalancerFactory.class, classes));
    }

    /** Kinds of encoders that are plugged in. */
    public static Iterable<TextEncoderFactory> encoders(Function<String, @Nullable String> environment) {
        return ServiceLoader.load(TextEncoderFactory.class, PlugIns.loader(environment));
    }

    /** Whether the admin listener serves the dashboard. */
    public boolean hasDashboard() {
        return settings.dashboard();
    }

    /** Where clients connect, with the real port where 0 was asked for. */
    public InetSocketAddress address() {
        return address;
    }

    /** Where operators connect; null where the policy has no admin listener. */
    public @Nullable InetSocketAddress adminAddress() {
        return operators == null ? null : operators.address();
    }

    /** Whether clients speak TLS. */
    public boolean secure() {
        return settings.tls() != null;
    }

    /** Whether no key is asked for. */
    public boolean open() {
        return policies.policy().keys().isEmpty() && (keys == null || keys.open());
    }

    /** Names a client may ask for. */
    public List<String> models() {
        return policies.current().names();
    }

    /** Reads the policy file now; false where it was refused and the one before stays. */
    public boolean reload() {
        return policies.reload();
    }

    /** Stops: not ready at once, no new connections, streams finish within the policy's {@code drain}, the ledger is written. */
    @Override
    public void close() {
        pages.draining();
        LOG.info("stopping; requests under way have {} to finish", settings.drain());
        worker.shutdownNow();
        if (reports != null) {
            reports.close();
        }
        try {
            front.stop(settings.drain()).get(settings.drain().plus(CUT).toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException late) {
            LOG.warn("not all connections ended in time", late);
        }
        release();
        LOG.info("stopped");
    }

    /** Writes what the log still holds, and ends it: the last thing before the program ends. */
    public static void flushLogs() {
        AccessLogging.flush();
    }

    private void release() {
        transport.close();
        closeRecords();
        closeLimits();
        stopOperators();
        if (learned != null) {
            learned.save();
        }
        end(loops);
        registry.close();
    }

    private void closeRecords() {
        ledger.close();
        if (telemetry != null) {
            telemetry.close();
        }
    }

    private void closeLimits() {
        if (fleet != null) {
            fleet.close();
        }
        limits.close();
    }

    private void stopOperators() {
        if (operators != null) {
            operators.server().stop();
            end(operators.loop());
        }
    }

    private static void end(EventLoopGroup group) {
        group.shutdownGracefully(0, CUT.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly();
    }

    private @Nullable Operators operators(@Nullable ListenAddress listen) throws IOException {
        if (listen == null) {
            return null;
        }
        EventLoopGroup loop = FrontServer.loops(1);
        AdminServer server = new AdminServer(pages.routes(), pages.access(settings), loop);
        try {
            return new Operators(server, loop, server.start(address(listen)));
        } catch (IOException taken) {
            end(loop);
            throw taken;
        }
    }

    private static @Nullable SpooledLedger ledger(StorageSettings storage) throws IOException {
        LedgerPlace place = storage.ledger();
        try {
            return place.none()
                    ? null
                    : LedgerStorage.write(
                            place,
                            storage.keep(),
                            storage.keepText(),
                            LedgerSpool.Limits.of(storage.spoolBytes()),
                            Clock.systemUTC(),
                            System::nanoTime);
        } catch (IOException unusable) {
            throw new IOException(
                    "storage.ledger: cannot write " + place + " (" + unusable.getMessage() + ")", unusable);
        }
    }

    private static @Nullable LedgerReader reader(LedgerPlace place) {
        return place.none() ? null : LedgerStorage.read(place, System::nanoTime);
    }

    private @Nullable ScheduledReports reports(LedgerPlace place) {
        LedgerReader reader = reader(place);
        return reader == null
                ? null
                : new ScheduledReports(() -> policies.policy().report(), reader, place.file(), Clock.systemUTC())
                        .start(metrics);
    }

    private static FrontSettings frontSettings(ServerSettings server) {
        ServerSettings.TlsFiles tls = server.tls();
        FrontSettings.Timeouts usual = FrontSettings.Timeouts.USUAL;
        long buffered = bufferedBytes(server);
        int body = (int) Math.min(server.maxBodyBytes(), buffered);
        return new FrontSettings(
                address(server.listen()),
                new FrontSettings.Limits(body, buffered, server.maxConnections(), server.maxConnectionsPerAddress()),
                new FrontSettings.Timeouts(usual.head(), usual.body(), server.idle(), usual.handshake(), usual.stall()),
                server.http2(),
                server.corsOrigins(),
                tls == null ? null : tls(tls));
    }

    private static FrontSettings.Tls tls(ServerSettings.TlsFiles files) {
        ServerSettings.ClientCertificates clients = files.clients();
        return clients == null
                ? new FrontSettings.Tls(files.certificate(), files.key())
                : new FrontSettings.Tls(
                        files.certificate(),
                        files.key(),
                        clients.authority(),
                        clients.demand() == ServerSettings.ClientDemand.REQUIRE);
    }

    /** What all bodies may hold: more than half of the heap would end in its exhaustion. */
    private static long bufferedBytes(ServerSettings server) {
        long heap = Runtime.getRuntime().maxMemory();
        long wanted = server.maxBufferedBytes();
        return wanted == 0 ? heap / 4 : Math.min(wanted, heap / 2);
    }

    private static void warnOfSmallHeap(ServerSettings server) {
        long buffered = bufferedBytes(server);
        if (buffered < server.maxBufferedBytes()) {
            LOG.warn("server.max_buffered: only {} bytes, half of the heap; more needs a larger heap", buffered);
        }
        if (buffered < server.maxBodyBytes()) {
            LOG.warn(
                    "server.max_body: only {} bytes, as many as all bodies together may hold; more needs a larger heap",
                    buffered);
        }
    }

    private static InetSocketAddress address(ListenAddress listen) {
        return new InetSocketAddress(listen.host(), listen.port());
    }

    private static Thread workerThread(Runnable task) {
        Thread thread = new Thread(task, "pointsman-worker");
        thread.setDaemon(true);
        return thread;
    }
}
