package dev.pointsman.cli;

import dev.pointsman.explain.KeptPolicies;
import dev.pointsman.explain.PolicyVersions;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.ledger.LedgerReader;
import dev.pointsman.policy.Policy;
import dev.pointsman.policy.files.PolicyHistory;
import dev.pointsman.server.GatewayServer;
import dev.pointsman.server.storage.LedgerStorage;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The ledger's line of one decision, from the ledger's file or from a running gateway. */
record RecordedLine(String text) {
    /** What an id may be made of, so that it may stand in a path. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_.:-]{1,128}");

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SEARCH = Duration.ofMinutes(5);

    /**
     * Finds it.
     *
     * @throws IOException saying where it was looked for
     */
    static RecordedLine find(String id, Policy policy, @Nullable Path ledger, @Nullable URI admin)
            throws IOException, InterruptedException {
        if (!ID.matcher(id).matches()) {
            throw new IOException("\"" + id + "\" is no id of a decision (expected: as in x-gateway-decision)");
        }
        if (admin != null) {
            return asked(id, admin);
        }
        LedgerPlace place =
                ledger != null ? LedgerStorage.of(ledger) : policy.storage().ledger();
        if (place.none()) {
            throw new IOException(
                    "the policy keeps no ledger: name one with --ledger, or a running gateway with --admin");
        }
        LedgerReader.Found found = LedgerStorage.read(place, System::nanoTime).find(id, SEARCH.toNanos());
        if (found.lines().isEmpty()) {
            throw new IOException("decision " + id + " is not in " + place.file());
        }
        return new RecordedLine(found.lines().get(0));
    }

    private static RecordedLine asked(String id, URI admin) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        HttpRequest.Builder request = HttpRequest.newBuilder(admin.resolve("/admin/v1/decisions/" + id))
                .timeout(PATIENCE);
        String key = System.getenv("POINTSMAN_ADMIN_KEY");
        if (key != null) {
            request.header("authorization", "Bearer " + key);
        }
        HttpResponse<String> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        JsonNode record = new JsonMapper().readTree(reply.body()).path("record");
        if (reply.statusCode() != 200 || !record.isObject()) {
            throw new IOException("the gateway at " + admin + " answers " + reply.statusCode() + " for decision " + id);
        }
        return new RecordedLine(record.toString());
    }

    /** The policies that a command finds: the one it was given, and those that its history keeps. */
    static PolicyVersions policies(Policy policy) {
        PolicyHistory history = PolicyHistory.in(policy.storage().history());
        return PolicyVersions.only(policy).or(new KeptPolicies(history, GatewayServer.loader(System::getenv)));
    }
}
