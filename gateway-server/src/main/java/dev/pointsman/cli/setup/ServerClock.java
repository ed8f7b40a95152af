package dev.pointsman.cli.setup;

import dev.pointsman.provider.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * This machine's clock held against the {@code Date} of a provider's server, asked without any key. Amazon refuses signatures of another quarter of an
 * hour, certificates those of another day, and budgets turn at midnight.
 */
final class ServerClock {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration MUCH = Duration.ofSeconds(30);

    private final Clock clock;

    ServerClock(Clock clock) {
        this.clock = clock;
    }

    /** Null where the server cannot be asked, or tells no time. */
    @Nullable
    Finding compare(String what, Target target) throws InterruptedException {
        URI root = URI.create((target.tls() ? "https://" : "http://") + target.authority() + "/");
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        HttpRequest head = HttpRequest.newBuilder(root)
                .timeout(PATIENCE)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            HttpResponse<Void> reply = client.send(head, HttpResponse.BodyHandlers.discarding());
            String date = reply.headers().firstValue("date").orElse(null);
            return date == null ? null : compare(what, target.host(), date);
        } catch (IOException away) {
            return null; // that it cannot be reached is told of the provider itself
        }
    }

    @Nullable
    Finding compare(String what, String host, String date) {
        Instant there;
        try {
            there = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException noDate) {
            return null;
        }
        Duration apart = Duration.between(there, clock.instant());
        String told = "this machine's clock is " + apart.abs().toSeconds() + " s "
                + (apart.isNegative() ? "behind" : "ahead of") + " that of " + host;
        return apart.abs().compareTo(MUCH) > 0
                ? Finding.warning(what, told + ": set it (chrony, systemd-timesyncd)")
                : Finding.good(what, told);
    }
}
