package dev.pointsman.cli.setup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A talk with a running gateway: one prompt, or line after line of standard input as one conversation. Answers are streamed; who answered, by which rule and
 * with how many tokens, stands on standard error.
 */
@Command(
        name = "chat",
        mixinStandardHelpOptions = true,
        description =
                "Talks to a running gateway: one prompt, or line by line; tells who answered, why, and with how many tokens.")
public final class ChatCommand implements Callable<Integer> {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEY_VARIABLE = "POINTSMAN_KEY";
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final String EVENT = "data:";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "PROMPT", arity = "0..*", description = "what to ask; left out: lines of standard input")
    private List<String> words = List.of();

    @Option(names = "--url", description = "gateway (default: ${DEFAULT-VALUE})")
    private URI url = URI.create("http://127.0.0.1:8080/v1");

    @Option(names = "--model", description = "model, or auto (default: ${DEFAULT-VALUE})")
    private String model = "auto";

    @Option(names = "--system", paramLabel = "TEXT", description = "system message")
    private @Nullable String system;

    @Option(names = "--key", description = "virtual key (default: the environment's " + KEY_VARIABLE + ")")
    private @Nullable String key;

    private final ArrayNode messages = JSON.createArrayNode();
    private @Nullable JsonNode usage;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (system != null) {
            message("system", system);
        }
        if (!words.isEmpty()) {
            return ask(String.join(" ", words)) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
        boolean good = true;
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (!line.isBlank()) {
                good &= ask(line);
            }
        }
        return good ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    private void message(String role, String text) {
        messages.addObject().put("role", role).put("content", text);
    }

    private boolean ask(String prompt) throws IOException, InterruptedException {
        message("user", prompt);
        HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .build();
        HttpResponse<InputStream> reply;
        try {
            reply = client.send(request(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (ConnectException nobody) {
            throw new IOException(
                    "no gateway answers at " + url + " (--url URL; \"gateway serve\" starts one)", nobody);
        }
        try (InputStream body = reply.body()) {
            if (reply.statusCode() != 200) {
                return failed(reply.statusCode(), JSON.readTree(body));
            }
            boolean whole = stream(body);
            tell(reply.headers());
            return whole;
        } catch (JacksonException notJson) {
            throw new IOException(url + " does not answer as a gateway does", notJson);
        }
    }

    private HttpRequest request() {
        ObjectNode body = JSON.createObjectNode().put("model", model).put("stream", true);
        body.putObject("stream_options").put("include_usage", true);
        body.set("messages", messages);
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/chat/completions"))
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .header("user-agent", "pointsman-cli")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        String presented = key != null ? key : System.getenv(KEY_VARIABLE);
        return (presented == null || presented.isBlank()
                        ? request
                        : request.header("authorization", "Bearer " + presented.strip()))
                .build();
    }

    /** Prints as it comes; false where the stream broke off. */
    private boolean stream(InputStream body) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8));
        StringBuilder answer = new StringBuilder();
        boolean whole = false;
        usage = null;
        for (String line = lines.readLine(); line != null && !whole; line = lines.readLine()) {
            String event =
                    line.startsWith(EVENT) ? line.substring(EVENT.length()).strip() : "";
            whole = event.equals("[DONE]");
            if (!whole && !event.isEmpty()) {
                JsonNode chunk = JSON.readTree(event);
                if (chunk.has("error")) {
                    out.println();
                    return failed(0, chunk);
                }
                usage = chunk.path("usage").isObject() ? chunk.path("usage") : usage;
                String text = chunk.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asString("");
                answer.append(text);
                out.print(text);
                out.flush();
            }
        }
        out.println();
        out.flush();
        message("assistant", answer.toString());
        if (!whole) {
            note("the stream broke off");
        }
        return whole;
    }

    private boolean failed(int status, JsonNode body) {
        JsonNode error = body.path("error");
        note((status == 0 ? "" : status + " ") + error.path("message").asString("no reason was given"));
        return false;
    }

    private void tell(HttpHeaders headers) {
        List<String> told = new ArrayList<>();
        headers.firstValue("x-gateway-deployment").ifPresent(told::add);
        headers.firstValue("x-gateway-rule").ifPresent(rule -> told.add("rule " + rule));
        if (usage != null) {
            told.add(usage.path("prompt_tokens").asLong(0) + " + "
                    + usage.path("completion_tokens").asLong(0) + " tokens");
        }
        headers.firstValue("x-gateway-decision").ifPresent(told::add);
        note(String.join("  ", told));
    }

    private void note(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("  [" + text + "]");
        err.flush();
    }
}
