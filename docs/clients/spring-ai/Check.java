import com.openai.errors.OpenAIServiceException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.LinkedHashMap;
import org.springframework.ai.chat.client.ChatClient;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.document.MetadataMode;
import org.springframework.ai.openai.OpenAiChatModel;
import org.springframework.ai.openai.OpenAiChatOptions;
import org.springframework.ai.openai.OpenAiEmbeddingModel;
import org.springframework.ai.openai.OpenAiEmbeddingOptions;
import org.springframework.ai.tool.annotation.Tool;

/**
 * Checks a running gateway with Spring AI: one PASS or FAIL line a check; exit code 0 if all pass. Arguments: base URL and model, by default {@code
 * http://127.0.0.1:8080/v1 auto}; {@code OPENAI_API_KEY} is a key of the gateway, where its policy has keys. The model must be served by the echo provider,
 * as in config/gateway.yaml: words in [[double brackets]] tell echo what to do.
 */
public final class Check {
    private static final String KEY = System.getenv().getOrDefault("OPENAI_API_KEY", "no-key");

    /** A tool of the application. */
    public static final class Weather {
        private String asked;

        @Tool(name = "weather", description = "The weather of a city.", returnDirect = true)
        public String weather(String city) {
            asked = city;
            return "rain in " + city;
        }
    }

    private record Place(String city) {}

    private final String url;
    private final String model;

    private Check(String url, String model) {
        this.url = url;
        this.model = model;
    }

    public static void main(String[] args) {
        var check = new Check(args.length > 0 ? args[0] : "http://127.0.0.1:8080/v1", args.length > 1 ? args[1] : "auto");
        int failed = 0;
        Map<String, Callable<Boolean>> checks = check.checks();
        for (var each : checks.entrySet()) {
            String problem = problem(each.getValue());
            failed += problem == null ? 0 : 1;
            System.out.println(problem == null ? "PASS " + each.getKey() : "FAIL " + each.getKey() + ": " + problem);
        }
        System.out.println(failed == 0 ? "all " + checks.size() + " passed" : failed + " failed");
        System.exit(failed == 0 ? 0 : 1);
    }

    private static String problem(Callable<Boolean> check) {
        try {
            return check.call() ? null : "not what was expected";
        } catch (Exception thrown) {
            return thrown.toString();
        }
    }

    private Map<String, Callable<Boolean>> checks() {
        Map<String, Callable<Boolean>> checks = new LinkedHashMap<>();
        checks.put("a text comes back whole, with its usage", () -> {
            ChatResponse reply = client(model).prompt("Tell me about switches.").call().chatResponse();
            var usage = reply.getMetadata().getUsage();
            return reply.getResult().getOutput().getText().contains("switches")
                    && usage.getTotalTokens() == usage.getPromptTokens() + usage.getCompletionTokens();
        });
        checks.put("a stream comes back piece by piece", () -> {
            List<String> pieces = client(model).prompt("[[chunks=20]] Count.").stream().content().collectList().block();
            return pieces.stream().filter(piece -> !piece.isEmpty()).count() == 20;
        });
        checks.put("a tool of the application is called", () -> {
            var weather = new Weather();
            String said = client(model)
                    .prompt("[[tool=weather args={\"city\":\"Kiel\"}]]")
                    .tools(weather)
                    .call()
                    .content();
            return "Kiel".equals(weather.asked) && said.contains("rain in Kiel");
        });
        checks.put("an unknown model is refused with its status", () -> status(client("no-such-model"), "hi") == 404);
        checks.put("a rate limit of the provider keeps its status", () -> status(client(model), "[[status=429]]") == 429);
        checks.put("a stream that breaks off is an error, not an end", () -> {
            var pieces = new java.util.ArrayList<String>();
            try {
                client(model).prompt("[[chunks=20 cut=10 gap=5]]").stream().content().doOnNext(pieces::add).blockLast();
                return false;
            } catch (RuntimeException expected) {
                return pieces.stream().filter(piece -> !piece.isEmpty()).count() == 10;
            }
        });
        checks.put("embeddings have one vector a text", () -> {
            var embeddings = new OpenAiEmbeddingModel(
                    MetadataMode.EMBED,
                    OpenAiEmbeddingOptions.builder().baseUrl(url).apiKey(KEY).model(model).build());
            List<float[]> vectors = embeddings.embed(List.of("red", "blue"));
            return vectors.size() == 2 && vectors.get(0).length == vectors.get(1).length;
        });
        checks.put("a structured output is read", () -> {
            Place place = ChatClient.create(chat(model, OpenAiChatModel.ResponseFormat.builder()
                            .type(OpenAiChatModel.ResponseFormat.Type.JSON_SCHEMA)
                            .jsonSchema("{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},"
                                    + "\"required\":[\"city\"],\"additionalProperties\":false}")
                            .build()))
                    .prompt("Where is the station?")
                    .call()
                    .entity(Place.class);
            return place.city() != null;
        });
        return checks;
    }

    private ChatClient client(String name) {
        return ChatClient.create(chat(name, null));
    }

    private OpenAiChatModel chat(String name, OpenAiChatModel.ResponseFormat format) {
        return OpenAiChatModel.builder()
                .options(OpenAiChatOptions.builder()
                        .baseUrl(url)
                        .apiKey(KEY)
                        .model(name)
                        .maxRetries(0)
                        .responseFormat(format)
                        .build())
                .build();
    }

    private static int status(ChatClient client, String prompt) {
        try {
            client.prompt(prompt).call().content();
            return 200;
        } catch (RuntimeException thrown) {
            Throwable cause = thrown;
            while (cause != null && !(cause instanceof OpenAIServiceException)) {
                cause = cause.getCause();
            }
            return cause instanceof OpenAIServiceException refused ? refused.statusCode() : -1;
        }
    }
}
