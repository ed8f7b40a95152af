package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.pointsman.flow.Front.Sent;
import dev.pointsman.ledger.DecisionRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FeedbackDeskTest {
    private final Front front = Front.plain();

    @Test
    void aRatingMovesTheQualityOfTheModelThatAnswered() {
        String id = answered();

        Sent sent = front.feedback("{\"decision\":\"" + id + "\",\"score\":0.25,\"comment\":\"too long\"}");

        JsonNode receipt = receipt(sent);
        assertThat(sent.sink().head().status()).isEqualTo(200);
        assertThat(receipt.path("object").asString()).isEqualTo("feedback");
        assertThat(receipt.path("decision").asString()).isEqualTo(id);
        assertThat(receipt.path("model").asString()).isEqualTo("swift");
        assertThat(receipt.path("deployment").asString()).isEqualTo("p/a");
        assertThat(receipt.path("task").isNull()).isTrue();
        assertThat(receipt.path("score").asDouble()).isEqualTo(0.25);
        assertThat(receipt.path("replaced").asBoolean()).isFalse();
        assertThat(receipt.path("mean").asDouble()).isEqualTo(0.25);
        assertThat(receipt.path("weight").asDouble()).isEqualTo(1);
        assertThat(receipt.has("comment")).isFalse();
        assertThat(front.performance.models().feedback("swift", null)).isEqualTo(0.25);
        assertThat(front.performance.models().feedback("deep", null)).isNaN();
        assertThat(front.rated).containsExactly(id + " swift 0.25");
        assertThat(sent.exchange().rated())
                .as("for the ledger")
                .isEqualTo(new DecisionRecord.Rated(id, "swift", null, 0.25, "client"));
    }

    @Test
    void aSecondRatingTakesThePlaceOfTheFirst() {
        String id = answered();
        front.feedback("{\"decision\":\"" + id + "\",\"thumbs\":\"down\",\"task\":\"code\"}");
        assertThat(front.performance.models().feedback("swift", "code")).isZero();
        front.loop.advance(Duration.ofMinutes(30));

        JsonNode receipt = receipt(front.feedback("{\"decision\":\"" + id + "\",\"thumbs\":\"UP\"}"));

        assertThat(receipt.path("replaced").asBoolean()).isTrue();
        assertThat(receipt.path("mean").asDouble()).isCloseTo(1, within(1e-6));
        assertThat(receipt.path("weight").asDouble()).isCloseTo(1, within(1e-6));
        assertThat(front.performance.models().feedback("swift", "code"))
                .as("withdrawn")
                .isNaN();
        assertThat(front.rated).hasSize(2);
    }

    @Test
    void aComparisonCountsForBothModels() {
        String id = answered();

        Sent sent = front.feedback("{\"decision\":\"" + id + "\",\"score\":0.8,\"compared_with\":\"deep\"}");

        assertThat(receipt(sent).path("score").asDouble()).isEqualTo(0.8);
        assertThat(receipt(sent).path("compared_with").asString()).isEqualTo("deep");
        assertThat(front.performance.models().feedback("swift", null)).isCloseTo(0.8, within(1e-9));
        assertThat(front.performance.models().feedback("deep", null)).isCloseTo(0.2, within(1e-9));
        assertThat(front.rated).as("a rollout cannot tell whose merit it is").isEmpty();
        assertThat(sent.exchange().rated())
                .as("for the ledger")
                .isEqualTo(new DecisionRecord.Rated(id, "swift", null, 0.8, "client", "deep"));
    }

    @Test
    void aRatingInThePlaceOfAComparisonTakesBackWhatTheOtherModelHad() {
        String id = answered();
        front.feedback("{\"decision\":\"" + id + "\",\"thumbs\":\"down\",\"compared_with\":\"deep\"}");
        assertThat(front.performance.models().feedback("deep", null)).isEqualTo(1);

        JsonNode receipt = receipt(front.feedback("{\"decision\":\"" + id + "\",\"thumbs\":\"up\"}"));

        assertThat(receipt.path("replaced").asBoolean()).isTrue();
        assertThat(receipt.has("compared_with")).isFalse();
        assertThat(front.performance.models().feedback("swift", null)).isCloseTo(1, within(1e-6));
        assertThat(front.performance.models().feedback("deep", null)).isNaN();
    }

    @Test
    void onlyTheKeyThatAskedMayRate() {
        String id = answered();
        front.as("other", null);

        Sent sent = front.feedback("{\"decision\":\"" + id + "\",\"score\":0}");

        assertThat(sent.sink().error().status()).isEqualTo(404);
        assertThat(sent.sink().error().code()).isEqualTo("decision_not_found");
        assertThat(sent.sink().error().param()).isEqualTo("decision");
        assertThat(front.performance.models().feedback("swift", null)).isNaN();
        assertThat(front.rated).isEmpty();
    }

    @Test
    void whatNobodyAnsweredCannotBeRated() {
        front.transport.reply(400, "no");
        String id = front.chat("swift").exchange().id();

        assertThat(front.feedback("{\"decision\":\"" + id + "\",\"score\":1}")
                        .sink()
                        .error()
                        .code())
                .isEqualTo("decision_not_found");
        assertThat(front.feedback("{\"decision\":\"" + "x".repeat(5_000) + "\",\"score\":1}")
                        .sink()
                        .error()
                        .code())
                .isEqualTo("decision_not_found");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'score':1} | decision | missing_required_parameter",
                "{'decision':null,'score':1} | decision | missing_required_parameter",
                "{'decision':7,'score':1} | decision | invalid_type",
                "{'decision':'ID'} | score | invalid_value",
                "{'decision':'ID','score':1,'thumbs':'up'} | score | invalid_value",
                "{'decision':'ID','score':1.01} | score | invalid_value",
                "{'decision':'ID','score':-0.1} | score | invalid_value",
                "{'decision':'ID','score':'1'} | score | invalid_value",
                "{'decision':'ID','score':true} | score | invalid_value",
                "{'decision':'ID','thumbs':'sideways'} | thumbs | invalid_value",
                "{'decision':'ID','thumbs':1} | thumbs | invalid_type",
                "{'decision':'ID','score':1,'task':'coed'} | task | invalid_value",
                "{'decision':'ID','score':1,'task':['code']} | task | invalid_type",
                "{'decision':'ID','score':1,'compared_with':'depe'} | compared_with | invalid_value",
                "{'decision':'ID','score':1,'compared_with':'swift'} | compared_with | invalid_value",
                "{'decision':'ID','score':1,'compared_with':7} | compared_with | invalid_type",
                "{'decision':'ID','compared_with':'deep'} | score | invalid_value",
            })
    void aMistakeNamesItsField(String json, String param, String code) {
        String id = answered();

        Sent sent = front.feedback(json.replace('\'', '"').replace("ID", id));

        assertThat(sent.sink().error().status()).isEqualTo(400);
        assertThat(sent.sink().error().param()).isEqualTo(param);
        assertThat(sent.sink().error().code()).isEqualTo(code);
        assertThat(front.rated).isEmpty();
        assertThat(front.transport.calls()).as("no provider hears of it").hasSize(1);
    }

    private String answered() {
        front.transport.reply(200, "hello\ndone\n");
        return front.chat("swift").header("x-gateway-decision");
    }

    private static JsonNode receipt(Sent sent) {
        return JsonMapper.shared().readTree(sent.sink().body().getBytes(StandardCharsets.UTF_8));
    }
}
