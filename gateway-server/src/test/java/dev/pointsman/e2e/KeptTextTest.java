package dev.pointsman.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pointsman.e2e.peers.Replies;
import dev.pointsman.e2e.peers.RunningGateway;
import dev.pointsman.e2e.peers.ScriptedUpstream;
import dev.pointsman.ledger.LedgerPlace;
import dev.pointsman.server.storage.LedgerStorage;
import dev.pointsman.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Prompts and replies in the ledger of a whole gateway: what a policy removes from them is never in any of its files. */
class KeptTextTest {
    private static final String MAIL = "ada.lovelace@mail.example.org";
    private static final String KEY = "sk-proj-9f3kQx27LmZpT4vB8wYd";
    private static final String CARD = "4111 1111 1111 1111";
    private static final String NAME = "Projekt Adlerhorst";
    private static final List<String> PLANTED =
            List.of(MAIL, KEY, CARD, NAME, "lovelace", "9f3kQx27LmZp", "Adlerhorst");

    @TempDir
    private Path directory;

    private final ScriptedUpstream upstream = ScriptedUpstream.playing(Replies.words(3));

    @AfterEach
    void stop() {
        upstream.close();
    }

    private RunningGateway gateway(String text) {
        String storage = "ledger: \"sqlite:" + directory.resolve("ledger.db") + "\", spool_folder: \""
                + directory.resolve("spool") + "\", text: " + text;
        return RunningGateway.startWhole(RunningGateway.HEAD.replace("ledger: none", storage)
                + RunningGateway.oneModel(upstream.url()).replace("type: openai,", "type: openai-compatible,"));
    }

    private static String chat(String text, boolean stream) {
        return "{\"model\":\"small\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text
                + "\"}]}";
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static RawClient.Reply ask(RunningGateway gateway, String path, String body, String... headers)
            throws IOException {
        try (RawClient client = gateway.raw()) {
            return client.post(path, body, headers).reply();
        }
    }

    private List<JsonNode> texts() throws IOException {
        List<JsonNode> texts = new ArrayList<>();
        LedgerStorage.read(LedgerPlace.sqlite(directory.resolve("ledger.db")), System::nanoTime)
                .withText()
                .forEach(
                        0,
                        Long.MAX_VALUE,
                        (number, line, whole) ->
                                texts.add(JsonMapper.shared().readTree(line).path("text")));
        return texts;
    }

    private void noneIsInAnyFile() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String bytes = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
                assertThat(PLANTED.stream().filter(bytes::contains))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void textsOfStreamsAndOfWholeRepliesAreKeptWithoutWhatThePolicyRemoves() throws IOException {
        try (RunningGateway gateway = gateway("{ of: [prompt, reply], redact: [all, '/projekt \\w+/i'] }")) {
            upstream.play((request, reply) ->
                    reply.whole(200, "application/json", bytes(Replies.chat("Mail " + MAIL + " about " + NAME))));
            ask(gateway, "/v1/chat/completions", chat("My key is " + KEY + "; my card " + CARD, false));
            noneIsInAnyFile();

            upstream.play((request, reply) -> reply.stream()
                    .event(Replies.ROLE)
                    .event(Replies.word("Mail ada.love"))
                    .event(Replies.word("lace@mail.exa"))
                    .event(Replies.word("mple.org, Projekt Adler"))
                    .event(Replies.word("horst"))
                    .event(Replies.FINISH)
                    .done());
            RawClient.Reply streamed = ask(gateway, "/v1/chat/completions", chat("About " + NAME, true));
            assertThat(streamed.body()).contains("Adler", "horst");
            noneIsInAnyFile();
        }

        noneIsInAnyFile();
        assertThat(texts())
                .extracting(JsonNode::toString)
                .containsExactly(
                        "{\"prompt\":\"My key is [secret]; my card [card]\",\"reply\":\"Mail [email] about [redacted]\"}",
                        "{\"prompt\":\"About [redacted]\",\"reply\":\"Mail [email], [redacted]\"}");
    }

    @Test
    void otherApisHaveTheirTextsToo() throws IOException {
        try (RunningGateway gateway = gateway("{ of: [prompt, reply], redact: none }")) {
            ask(
                    gateway,
                    "/v1/messages",
                    "{\"model\":\"small\",\"max_tokens\":9,\"stream\":true,\"system\":\"Be brief\","
                            + "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
            ask(gateway, "/v1/responses", "{\"model\":\"small\",\"stream\":true,\"input\":\"b\",\"store\":false}");
        }

        assertThat(texts()).extracting(text -> text.path("prompt").asString("")).containsExactly("Be brief\na", "b");
        assertThat(texts()).extracting(text -> text.path("reply").asString("")).containsOnly(Replies.text(3));
    }

    @Test
    void nothingIsKeptWhereTheClientForbidsItOrTheConditionDoesNotHold() throws IOException {
        try (RunningGateway gateway = gateway("{ of: [prompt, reply], when: { stream: true } }")) {
            ask(gateway, "/v1/chat/completions", chat("one", true), "x-gateway-no-store: true");
            ask(gateway, "/v1/chat/completions", chat("two", false));
            ask(gateway, "/v1/chat/completions", chat("three", true));
        }

        assertThat(texts()).extracting(text -> text.path("prompt").asString("")).containsExactly("", "", "three");
    }

    @Test
    void aPlantedTextInRandomTextIsNeverInTheFiles() throws IOException {
        Random random = new Random(7);
        try (RunningGateway gateway =
                gateway("{ of: [prompt, reply], limit: 300, redact: [all, '/projekt \\w+/i'] }")) {
            for (int i = 0; i < 25; i++) {
                StringBuilder text = new StringBuilder();
                for (int part = 0; part < 8; part++) {
                    text.append("words and ä漢 ".repeat(random.nextInt(4)))
                            .append(PLANTED.get(random.nextInt(4)))
                            .append(" ,.;:-".charAt(random.nextInt(6)));
                }
                byte[] reply = bytes(Replies.chat(text.toString()));
                upstream.play((request, answer) -> answer.whole(200, "application/json", reply));
                ask(gateway, "/v1/chat/completions", chat(text.toString(), false));
            }
            noneIsInAnyFile();
            await().until(() -> texts().size() == 25);
        }

        noneIsInAnyFile();
        assertThat(texts()).hasSize(25).allSatisfy(text -> {
            assertThat(bytes(text.path("prompt").asString())).hasSizeLessThanOrEqualTo(305);
            assertThat(bytes(text.path("reply").asString())).hasSizeLessThanOrEqualTo(305);
        });
    }
}
