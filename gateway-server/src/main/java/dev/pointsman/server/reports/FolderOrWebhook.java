package dev.pointsman.server.reports;

import dev.pointsman.report.settings.ReportSchedule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Writes a file, which is there whole or not at all, or posts to an address, which must answer with a status of 200 to 299. A message never holds more of the address
 * than its host: the rest may be a secret.
 */
final class FolderOrWebhook implements Delivery {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    @Override
    public void deliver(ReportSchedule schedule, ReportSchedule.Format format, String name, String text)
            throws IOException {
        Path folder = schedule.folder();
        URI webhook = schedule.webhook();
        if (folder != null) {
            write(folder, name, text);
        } else if (webhook != null) {
            post(webhook, format, name, text);
        }
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Files.createDirectories(folder);
        Path part = folder.resolve(name + ".part");
        Files.writeString(part, text);
        Files.move(part, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }

    private static void post(URI webhook, ReportSchedule.Format format, String name, String text) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(webhook)
                .timeout(LONGEST)
                .header("content-type", format.contentType())
                .header("x-report", name)
                .POST(HttpRequest.BodyPublishers.ofString(text))
                .build();
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(LONGEST)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        try {
            int status =
                    client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status < 200 || status > 299) {
                throw new IOException(webhook.getHost() + " answered with status " + status);
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new IOException("the gateway stops", stopping);
        }
    }
}
