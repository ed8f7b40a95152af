package dev.pointsman.quota;

import dev.pointsman.quota.Refusal.What;
import dev.pointsman.quota.SpendJournal.Place;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts in this process, and answers at once. Locks are those of single subjects, held for tens of nanoseconds; what is taken under several limits is
 * taken one by one and given back where a later one refuses.
 */
public final class LocalQuota implements QuotaBook, AutoCloseable {
    /** Limits of money whose accounts are kept, those of policies before among them. */
    private static final int MOST_KEPT = 1_000;

    private final @Nullable Path file;
    private final LongSupplier nanoTime;
    private final Clock clock;
    private final Map<String, SubjectTable<RateState>> rates = new HashMap<>();
    private final Map<String, SubjectTable<SpendAccount>> spends = new HashMap<>();
    private final long drawn = UUID.randomUUID().getMostSignificantBits();
    private @Nullable SpendJournal journal;

    /**
     * @param file of what is spent, opened when a policy first limits that; null keeps it in memory only
     * @param nanoTime monotonic clock, for what slides
     * @param clock wall clock, for money
     */
    public LocalQuota(@Nullable Path file, LongSupplier nanoTime, Clock clock) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    @Override
    public synchronized List<Limit> limits(List<LimitSettings> settings) {
        Map<String, SubjectTable<RateState>> ratesNow = new HashMap<>();
        Map<String, SubjectTable<SpendAccount>> spendsNow = new HashMap<>();
        List<Limit> limits = new ArrayList<>();
        for (LimitSettings each : settings) {
            limits.add(limit(each, ratesNow, spendsNow));
        }
        rates.clear();
        rates.putAll(ratesNow);
        if (spends.size() + spendsNow.size() > MOST_KEPT) {
            spends.clear();
        }
        spends.putAll(spendsNow); // one that is left out for a while goes on when it comes back
        return List.copyOf(limits);
    }

    private Limit limit(
            LimitSettings settings,
            Map<String, SubjectTable<RateState>> ratesNow,
            Map<String, SubjectTable<SpendAccount>> spendsNow) {
        String name = settings.name() + " " + settings.per().word();
        SubjectTable<RateState> rate = null;
        if (settings.limitsRates()) {
            String id = name + " " + word(settings.requests()) + " " + word(settings.tokens());
            SubjectTable<RateState> known = rates.get(id);
            rate = known != null ? known : new SubjectTable<>(subject -> new RateState(settings));
            ratesNow.put(id, rate);
        }
        Rate money = settings.spend();
        if (money == null) {
            return new Limit(settings, rate, null, 0);
        }
        String id = name + " " + money.window().word();
        long hash = hash(id);
        SubjectTable<SpendAccount> known = spends.get(id);
        SpendJournal kept = journal();
        SubjectTable<SpendAccount> spend = known != null
                ? known
                : new SubjectTable<>(
                        subject -> new SpendAccount(money.window(), kept, new Place.Id(hash, hash(subject))));
        spendsNow.put(id, spend);
        return new Limit(settings, rate, spend, hash);
    }

    private SpendJournal journal() {
        SpendJournal open = journal;
        if (open == null) {
            try {
                open = file == null ? SpendJournal.NONE : SpendJournal.open(file, clock.millis());
            } catch (IOException unusable) {
                throw new UncheckedIOException("storage.spend: " + unusable.getMessage(), unusable);
            }
            journal = open;
        }
        return open;
    }

    private static String word(@Nullable Rate rate) {
        return rate == null ? "-" : rate.window().word();
    }

    private static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException everyJavaHasIt) {
            throw new IllegalStateException(everyJavaHasIt);
        }
    }

    /** By which other gateways know what this one has spent: the same as long as its journal is. */
    public synchronized long owner() {
        return journal == null ? drawn : journal.owner(drawn);
    }

    /** All that is counted as spent, slice by slice. */
    public synchronized List<Spent> spent() {
        List<Spent> all = new ArrayList<>(journal == null ? List.of() : journal.unadopted());
        for (SubjectTable<SpendAccount> table : spends.values()) {
            table.all().forEach(account -> account.addTo(all));
        }
        return all;
    }

    /** By which a subject is known wherever what it has spent is kept. */
    public static long subjectHash(String subject) {
        return hash(subject);
    }

    @Override
    public Grant ask(Demand demand, Executor loop, Consumer<Grant> later) {
        List<Claim> claims = demand.claims();
        LocalGrant grant = new LocalGrant(claims.size());
        long nowNanos = nanoTime.getAsLong();
        long nowMillis = 0;
        for (int i = 0; i < claims.size() && grant.refusal() == null; i++) {
            Claim claim = claims.get(i);
            if (claim.rates()) {
                take(claim, demand, grant, nowNanos);
            }
            if (claim.spend() && grant.refusal() == null) {
                nowMillis = nowMillis == 0 ? clock.millis() : nowMillis;
                reserve(claim, demand, grant, nowNanos, nowMillis);
            }
        }
        return grant;
    }

    private void take(Claim claim, Demand demand, LocalGrant grant, long nowNanos) {
        SubjectTable<RateState> table = claim.limit().rates();
        if (table == null) {
            return;
        }
        LimitSettings limit = claim.limit().settings();
        while (true) {
            RateState state = table.of(claim.subject(), nowNanos, 0);
            if (state == null) {
                grant.refuse(new Refusal(limit, claim.subject(), What.SUBJECTS, 0));
                return;
            }
            RateState.Taken taken = state.take(limit, demand.tokens(), claim.forced(), nowNanos);
            if (taken != null) {
                if (taken.refused == null) {
                    grant.add(taken);
                } else {
                    grant.refuse(new Refusal(limit, claim.subject(), taken.refused, taken.waitNanos));
                }
                return;
            }
            table.remove(claim.subject(), state);
        }
    }

    private void reserve(Claim claim, Demand demand, LocalGrant grant, long nowNanos, long nowMillis) {
        SubjectTable<SpendAccount> table = claim.limit().spend();
        LimitSettings limit = claim.limit().settings();
        Rate money = limit.spend();
        if (table == null || money == null) {
            return;
        }
        boolean unknown = demand.costNanos() == Demand.UNKNOWN_COST;
        if (unknown && !limit.unknownPriceAllowed()) {
            grant.refuse(new Refusal(limit, claim.subject(), What.UNKNOWN_PRICE, -1));
            return;
        }
        while (true) {
            SpendAccount account = table.of(claim.subject(), nowNanos, nowMillis);
            if (account == null) {
                grant.refuse(new Refusal(limit, claim.subject(), What.SUBJECTS, 0));
                return;
            }
            SpendAccount.Reserved reserved =
                    account.reserve(money, unknown ? 0 : demand.costNanos(), claim.forced(), nowMillis);
            if (reserved != null) {
                if (reserved.refused == null) {
                    grant.add(reserved);
                } else {
                    grant.refuse(new Refusal(limit, claim.subject(), reserved.refused, reserved.waitNanos));
                }
                return;
            }
            table.remove(claim.subject(), account);
        }
    }

    @Override
    public boolean exhausted(Claim claim) {
        LimitSettings limit = claim.limit().settings();
        SubjectTable<RateState> rate = claim.limit().rates();
        RateState state = rate == null ? null : rate.known(claim.subject());
        Rate money = limit.spend();
        return (state != null && state.exhausted(limit, nanoTime.getAsLong()))
                || (money != null && spentNanos(claim) >= money.most());
    }

    @Override
    public double spendUsed(Claim claim) {
        Rate money = claim.limit().settings().spend();
        return money == null ? Double.NaN : (double) spentNanos(claim) / money.most();
    }

    /** Nano-dollars of the window that ends now. */
    public long spentNanos(Claim claim) {
        SubjectTable<SpendAccount> table = claim.limit().spend();
        if (table == null) {
            return 0;
        }
        long nowMillis = clock.millis();
        SpendAccount account = table.of(claim.subject(), nanoTime.getAsLong(), nowMillis);
        return account == null ? 0 : account.nanos(nowMillis);
    }

    @Override
    public double spentDollars(Limit limit) {
        SubjectTable<SpendAccount> table = limit.spend();
        if (table == null) {
            return 0;
        }
        long nowMillis = clock.millis();
        long sum = journal().unadopted(limit.hash(), nowMillis);
        for (SpendAccount account : table.all()) {
            sum += account.nanos(nowMillis);
        }
        return sum / 1e9;
    }

    /** Gives the file free. What settles afterwards is still kept. */
    @Override
    public synchronized void close() throws IOException {
        if (journal != null) {
            journal.close();
        }
    }
}
