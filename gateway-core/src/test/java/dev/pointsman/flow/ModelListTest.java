package dev.pointsman.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.flow.Front.Sent;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ModelListTest {
    @Test
    void theListHoldsEveryNameOneMayAskFor() {
        Sent sent = Front.plain().models("/v1/models");

        assertThat(sent.sink().body())
                .startsWith("{\"object\":\"list\",\"data\":[{\"id\":")
                .contains("{\"id\":\"swift\",\"object\":\"model\",\"created\":1700000000,\"owned_by\":\"p\"}")
                .contains("\"id\":\"deep\"", "\"id\":\"auto\"", "\"id\":\"auto:cheap\"", "\"id\":\"auto:best\"")
                .doesNotContain("p/a")
                .endsWith("}]}");
        assertThat(sent.sink().completed()).isTrue();
    }

    @Test
    void aKeySeesOnlyWhatItMayUse() {
        Front front = Front.plain().as("ci", Set.of("swift"));

        assertThat(front.models("/v1/models").sink().body())
                .contains("\"swift\"", "\"auto\"")
                .doesNotContain("deep");
        assertThat(front.models("/v1/models/deep").sink().error())
                .extracting("kind")
                .isEqualTo(ErrorKind.MODEL_NOT_FOUND);
    }

    @Test
    void oneNameGivesOneEntryAlsoEscapedOrADeployments() {
        Front front = Front.plain();

        assertThat(front.models("/v1/models/swift").sink().body()).startsWith("{\"id\":\"swift\"");
        assertThat(front.models("/v1/models/auto%3Acheap").sink().body()).startsWith("{\"id\":\"auto:cheap\"");
        assertThat(front.models("/v1/models/p/a").sink().body()).startsWith("{\"id\":\"p/a\"");
    }

    @Test
    void anUnknownNameIsNotFoundAndNearOnesAreTold() {
        Sent sent = Front.plain().models("/v1/models/swiftt");

        assertThat(sent.sink().error()).extracting("kind", "status").containsExactly(ErrorKind.MODEL_NOT_FOUND, 404);
        assertThat(sent.sink().error()).hasMessageContaining("near names: swift");
    }

    @Test
    void aBrokenEscapeIsTheCallersMistake() {
        assertThat(Front.plain().models("/v1/models/%zz").sink().error())
                .extracting("kind")
                .isEqualTo(ErrorKind.INVALID_REQUEST);
    }
}
