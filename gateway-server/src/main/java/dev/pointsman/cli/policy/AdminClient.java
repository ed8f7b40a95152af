package dev.pointsman.cli.policy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The admin API of a running gateway, as options name it. */
public final class AdminClient {
    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String KEY_VARIABLE = "POINTSMAN_ADMIN_KEY";

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "admin listener of the gateway (default: ${DEFAULT-VALUE})")
    private URI url = URI.create("http://127.0.0.1:9090");

    @Option(
            names = "--admin-key",
            paramLabel = "KEY",
            description = "key of server.admin_key (default: the environment's " + KEY_VARIABLE
                    + ", which no list of processes shows)")
    private @Nullable String key;

    /** No gateway answers there. */
    static final class Unreachable extends IOException {
        private static final long serialVersionUID = 1L;

        private Unreachable(URI url) {
            super("no gateway answers at " + url + " (--admin URL)");
        }
    }

    JsonNode get(String path) throws IOException {
        return send(request(path).GET());
    }

    JsonNode post(String path, String json) throws IOException {
        return send(request(path)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(url.resolve(path)).timeout(PATIENCE).header("user-agent", "pointsman-cli");
        String presented = key != null ? key : System.getenv(KEY_VARIABLE);
        return presented == null || presented.isBlank()
                ? request
                : request.header("authorization", "Bearer " + presented.strip());
    }

    /** The answer; one that is no success fails with its message, problems of a policy on lines of their own. */
    private JsonNode send(HttpRequest.Builder request) throws IOException {
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> reply = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            JsonNode body = JSON.readTree(reply.body());
            if (reply.statusCode() / 100 != 2) {
                throw new IOException(reply.statusCode() + " " + message(body));
            }
            return body;
        } catch (ConnectException nobody) {
            throw new Unreachable(url);
        } catch (JacksonException notJson) {
            throw new IOException(url + " does not answer as a gateway's admin listener does", notJson);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private static String message(JsonNode body) {
        JsonNode error = body.path("error");
        StringBuilder message = new StringBuilder(error.path("message").asString("no reason was given"));
        for (JsonNode problem : error.path("problems")) {
            String path = problem.path("path").asString("");
            message.append('\n').append(problem.path("file").asString(""));
            message.append(':').append(problem.path("line").asInt());
            message.append(':').append(problem.path("column").asInt()).append(": ");
            message.append(path.isEmpty() ? "" : path + ": ")
                    .append(problem.path("message").asString(""));
        }
        return message.toString();
    }
}
