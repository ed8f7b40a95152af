package dev.pointsman.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A gateway in a process of its own, as its launcher starts it, so that it can be killed.
 *
 * @param chats where chats are asked
 * @param errors what it writes as its log
 * @param startMillis from the start of the process until clients are served
 */
public record GatewayProcess(Process process, URI chats, Path errors, long startMillis) {
    private static final Pattern CLIENTS_AT = Pattern.compile("clients +(http://\\S+)");
    /** An option: it logs as it does by itself, and not as tests do. */
    public static final String OWN_LOG = "-Dlogback.configurationFile=logback.xml";

    private static final String BODY =
            "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]}";

    /** Starts one in a folder; returns when clients are served. */
    public static GatewayProcess start(Path folder, String policy, String... options) throws IOException {
        return start(List.of(), folder, policy, options);
    }

    /** The same, with so many file descriptors at most. */
    public static GatewayProcess startWithDescriptors(int most, Path folder, String policy) throws IOException {
        return start(List.of("/bin/sh", "-c", "ulimit -n " + most + " && exec \"$@\"", "sh"), folder, policy, OWN_LOG);
    }

    private static GatewayProcess start(List<String> before, Path folder, String policy, String... options)
            throws IOException {
        Path file = Files.writeString(folder.resolve("gateway.yaml"), policy);
        Path errors = folder.resolve("errors.txt");
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx128m"));
        command.addAll(List.of(options));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.pointsman.cli.Main",
                "serve",
                "--config",
                file.toString()));
        long begun = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher found = CLIENTS_AT.matcher(line);
            if (found.find()) {
                URI chats = URI.create(found.group(1) + "/chat/completions");
                return new GatewayProcess(process, chats, errors, (System.nanoTime() - begun) / 1_000_000);
            }
        }
        throw new IOException("it did not start: " + Files.readString(errors));
    }

    /**
     * Asks one chat; gives the id of the request.
     *
     * @throws IOException where the gateway is gone, or answers anything but 200
     */
    public String ask(HttpClient client) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(chats)
                .header("content-type", "application/json")
                .POST(BodyPublishers.ofString(BODY))
                .build();
        HttpResponse<String> reply = client.send(request, BodyHandlers.ofString());
        if (reply.statusCode() != 200) {
            throw new IOException("answered " + reply.statusCode() + ": " + reply.body());
        }
        return reply.headers().firstValue("x-request-id").orElseThrow();
    }
}
