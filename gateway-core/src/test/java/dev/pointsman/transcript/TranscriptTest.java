package dev.pointsman.transcript;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Endpoint;
import dev.pointsman.api.ErrorKind;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.ReplyHead;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptTest {
    private static final String BOTH = "of: [prompt, reply]";
    private static final String OWN = "{ of: [prompt, reply], redact: [all, '/adler/i'] }";
    private static final String ANSWER =
            "{'choices':[{'index':0,'message':{'role':'assistant','content':'Mail a@b.co'}}]}";

    @Test
    void bothTextsAreKeptWithoutWhatHasAKnownForm() {
        Talk talk = Talk.chat(BOTH, "I am ada@example.org").answers(ANSWER);

        assertThat(talk.prompt()).isEqualTo("I am [email]");
        assertThat(talk.reply()).isEqualTo("Mail [email]");
        assertThat(talk.client.body()).contains("a@b.co");
    }

    @Test
    void aPolicyMayKeepOneOfThemAndRemoveNothing() {
        Talk prompt =
                Talk.chat("{ of: prompt, redact: none }", "ada@example.org").answers(ANSWER);
        Talk reply = Talk.chat("{ of: reply, redact: [ip] }", "x").answers(ANSWER);

        assertThat(prompt.prompt()).isEqualTo("ada@example.org");
        assertThat(prompt.reply()).isNull();
        assertThat(reply.prompt()).isNull();
        assertThat(reply.reply()).isEqualTo("Mail a@b.co");
    }

    @Test
    void whereTheLastUserMessageStandsIsTold() {
        String talk = "'messages':[{'role':'system','content':'Be brief'},{'role':'user','content':'a@b.co'},"
                + "{'role':'user','content':[{'type':'text','text':'one a@b.co'},{'type':'text','text':'two'}]},"
                + "{'role':'assistant','content':'three'}]";
        Talk whole = Talk.with(BOTH, Endpoint.CHAT_COMPLETIONS, talk).answers(ANSWER);
        Talk cut = Talk.with(
                        "{ of: prompt, limit: 256 }", Endpoint.CHAT_COMPLETIONS, talk.replace("three", "x".repeat(400)))
                .answers(ANSWER);

        assertThat(whole.prompt()).isEqualTo("Be brief\n[email]\none [email]\ntwo\nthree");
        assertThat(whole.asked()).isEqualTo("one [email]\ntwo");
        assertThat(cut.asked()).as("older than what is kept").isEmpty();
        assertThat(Talk.chat(BOTH, "hi").answers(ANSWER).asked()).isEqualTo("hi");
    }

    @Test
    void onlyRequestsThatMeetTheConditionAreKept() {
        String some = "{ of: [prompt, reply], when: { tools: true } }";
        Talk without = Talk.chat(some, "hi").answers(ANSWER);
        Talk with = Talk.with(
                        some,
                        Endpoint.CHAT_COMPLETIONS,
                        "'messages':[{'role':'user','content':'hi'}],'tools':[{'type':'function','function':{'name':'f'}}]")
                .answers(ANSWER);

        assertThat(without.prompt()).isNull();
        assertThat(without.reply()).isNull();
        assertThat(with.prompt()).isEqualTo("hi");
        assertThat(with.reply()).isEqualTo("Mail [email]");
    }

    @Test
    void aRequestThatCameToNoDecisionIsNotKept() {
        Talk talk = Talk.refused(BOTH, "hi");
        talk.sink().fail(new GatewayException(ErrorKind.INVALID_REQUEST, "no"));

        assertThat(talk.prompt()).isNull();
        assertThat(talk.client.error()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-gateway-no-store: true", "x-gateway-no-store: 1", "cache-control: max-age=0, No-Store"})
    void aClientMayForbidIt(String header) {
        String[] parts = header.split(": ", 2);

        assertThat(Talk.chat(BOTH, "hi", parts[0], parts[1]).answers(ANSWER).kept())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-gateway-no-store: false", "cache-control: no-cache"})
    void otherWordsDoNotForbidIt(String header) {
        String[] parts = header.split(": ", 2);

        assertThat(Talk.chat(BOTH, "hi", parts[0], parts[1]).answers(ANSWER).prompt())
                .isEqualTo("hi");
    }

    @Test
    void whatWasDeliveredOfAReplyThatFailsIsKept() {
        Talk talk = Talk.chat(BOTH, "hi").streams("{'choices':[{'index':0,'delta':{'content':'Half'}}]}");
        talk.sink().fail(new GatewayException(ErrorKind.UPSTREAM_ERROR, "broken"));

        assertThat(talk.reply()).isEqualTo("Half");
        assertThat(talk.client.error()).isNotNull();
    }

    @Test
    void anErrorsBodyIsNoReply() {
        Talk talk = Talk.chat(BOTH, "hi");
        byte[] body = ANSWER.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        talk.sink().start(new ReplyHead(404, ReplyHead.JSON, body.length, List.of()));
        talk.sink().data(body);
        talk.sink().complete();

        assertThat(talk.prompt()).isEqualTo("hi");
        assertThat(talk.reply()).isNull();
    }

    @Test
    void theEndWaitsForTheWorkerWhereThePolicyHasPatternsOfItsOwn() {
        Talk talk = Talk.chat(OWN, "Projekt Adler").answers(ANSWER);
        assertThat(talk.client.completed()).isFalse();

        Objects.requireNonNull(talk.worker.poll()).run();
        assertThat(talk.client.completed()).isFalse();
        talk.loop.turn();

        assertThat(talk.client.completed()).isTrue();
        assertThat(talk.prompt()).isEqualTo("Projekt [redacted]");
        assertThat(talk.reply()).isEqualTo("Mail [email]");
        assertThat(talk.loop.waiting()).isZero();
    }

    @Test
    void aWorkerThatTakesTooLongIsNotWaitedForAndNoTextIsKept() {
        Talk talk = Talk.chat(OWN, "Projekt Adler").answers(ANSWER);
        talk.sink().complete();
        talk.loop.advance(Duration.ofMillis(Transcript.WAIT_MILLIS));

        assertThat(talk.client.completed()).isTrue();
        assertThat(talk.prompt()).isEqualTo(Transcript.LATE);
        assertThat(talk.reply()).isNull();
        Objects.requireNonNull(talk.worker.poll()).run();
        talk.loop.turn();
        assertThat(talk.prompt()).isEqualTo(Transcript.LATE);
        assertThat(talk.worker).isEmpty();
    }

    @Test
    void ofALongConversationTheNewestTextsAreKeptAndTheOldestOfThemIsCutAtItsEnd() {
        String messages = "'messages':[{'role':'system','content':'" + "s".repeat(90) + "'},{'role':'user','content':'"
                + "o".repeat(50) + " mail ada@example.org " + "o".repeat(600) + "'},{'role':'user','content':'"
                + "n".repeat(40) + "'}]";

        Talk talk = Talk.with("{ of: prompt, limit: 100 }", Endpoint.CHAT_COMPLETIONS, messages)
                .answers(ANSWER);

        assertThat(talk.prompt()).isEqualTo("o".repeat(50) + " mail [email]\n" + "n".repeat(36) + "[cut]");
    }

    @Test
    void aTextThatIsAsLongAsItMayBeIsWhole() {
        assertThat(Talk.chat("{ of: prompt, limit: 100 }", "x".repeat(100))
                        .answers(ANSWER)
                        .prompt())
                .isEqualTo("x".repeat(100));
        assertThat(Talk.chat("{ of: prompt, limit: 100 }", "x".repeat(101))
                        .answers(ANSWER)
                        .prompt())
                .isEqualTo("x".repeat(100) + "[cut]");
    }

    @Test
    void aCutPartsNoCharacterAndCountsBytes() {
        String content = "ä".repeat(30) + "漢".repeat(13) + "😀".repeat(2);
        Talk talk = Talk.chat("{ of: reply, limit: 100 }", "x")
                .answers("{'choices':[{'message':{'content':'" + content + "'}}]}");

        assertThat(talk.reply()).isEqualTo("ä".repeat(30) + "漢".repeat(13) + "[cut]");
    }

    @Test
    void aPromptWithoutTextIsNone() {
        assertThat(Talk.with(BOTH, Endpoint.EMBEDDINGS, "'input':[1,2,3]")
                        .answers("{'data':[]}")
                        .prompt())
                .isNull();
    }
}
