package dev.pointsman.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.Usage;
import dev.pointsman.ledger.DecisionRecord;
import dev.pointsman.ledger.RecordLine;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RatingLineTest {
    @Test
    void aRatingIsReadAsItWasWritten() {
        DecisionRecord.Rated rated = new DecisionRecord.Rated("req_7", "swift", "code", 0.25, "client");

        JsonNode line = line(rated);

        assertThat(RecordReader.rating(line)).isEqualTo(rated);
        assertThat(RecordReader.read(line)).as("it is no decision").isNull();
    }

    @Test
    void ofAllTasksItNamesNone() {
        DecisionRecord.Rated rated = new DecisionRecord.Rated("req_7", "swift", null, 1, "client");

        assertThat(RecordReader.rating(line(rated))).isEqualTo(rated);
    }

    @Test
    void aComparisonNamesTheOtherModel() {
        DecisionRecord.Rated rated = new DecisionRecord.Rated("req_7", "swift", null, 0.5, "client", "deep");

        assertThat(RecordReader.rating(line(rated))).isEqualTo(rated);
    }

    @Test
    void aLineWithoutOneOrWithAScoreThatIsNoneHasNoRating() {
        assertThat(RecordReader.rating(line(null))).isNull();
        assertThat(RecordReader.rating(JsonMapper.shared()
                        .readTree("{\"feedback\":{\"decision\":\"a\",\"model\":\"m\",\"score\":7}}")))
                .isNull();
        assertThat(RecordReader.rating(JsonMapper.shared().readTree("{\"feedback\":{\"score\":0.5}}")))
                .isNull();
    }

    private static JsonNode line(DecisionRecord.@Nullable Rated rated) {
        return JsonMapper.shared()
                .readTree(RecordLine.of(new DecisionRecord(
                        "req_9",
                        5,
                        "abcdef012345",
                        new DecisionRecord.Route("feedback", false, "k", null, "", null, 0, List.of(), List.of()),
                        List.of(),
                        Usage.NONE,
                        new DecisionRecord.Outcome(200, "complete", null, null, null, -1, List.of()),
                        new DecisionRecord.Timing(1, 2, 3, 4),
                        null,
                        null,
                        rated,
                        null,
                        null)));
    }
}
