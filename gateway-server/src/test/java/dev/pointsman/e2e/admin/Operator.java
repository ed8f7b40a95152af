package dev.pointsman.e2e.admin;

import dev.pointsman.e2e.peers.RunningGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Someone who uses the admin API of a gateway, with or without a key. */
record Operator(RunningGateway gateway, String key) {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final JsonMapper JSON = new JsonMapper();

    /** An answer; {@code json} is the missing node where it is no JSON. */
    record Answer(int status, String text, JsonNode json) {}

    static Operator of(RunningGateway gateway) {
        return new Operator(gateway, "");
    }

    Answer get(String path) throws IOException, InterruptedException {
        return send(request(path).GET());
    }

    Answer ask(String method, String path) throws IOException, InterruptedException {
        return send(request(path).method(method, BodyPublishers.noBody()));
    }

    Answer post(String path, String json) throws IOException, InterruptedException {
        return post(path, "application/json", BodyPublishers.ofString(json));
    }

    Answer policy(String query, String yaml) throws IOException, InterruptedException {
        return post("/admin/v1/policy" + query, "application/yaml", BodyPublishers.ofString(yaml));
    }

    Answer post(String path, String contentType, BodyPublisher body) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).POST(body);
        return send(contentType.isEmpty() ? request : request.header("content-type", contentType));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(gateway.adminUrl() + path)).timeout(Duration.ofSeconds(60));
        return key.isEmpty() ? request : request.header("authorization", "Bearer " + key);
    }

    private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> reply = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        String text = reply.body();
        return new Answer(reply.statusCode(), text, text.startsWith("{") ? JSON.readTree(text) : JSON.missingNode());
    }
}
