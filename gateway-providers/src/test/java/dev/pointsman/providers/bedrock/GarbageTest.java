package dev.pointsman.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ErrorKind;
import dev.pointsman.provider.GarbageContractTest;
import dev.pointsman.provider.ProviderAdapter;
import dev.pointsman.provider.RecordedReply;
import dev.pointsman.providers.bedrock.aws.Frames;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class GarbageTest extends GarbageContractTest {
    @Override
    protected ProviderAdapter adapter() {
        return Converse.bench().adapter();
    }

    @Test
    void eventsOutOfOrderAreAFailure() {
        byte[] text = Converse.delta(0, "{'text':'a'}");
        List<byte[]> streams = List.of(
                Frames.joined(text),
                Frames.joined(Converse.stop("end_turn")),
                Frames.joined(Converse.USAGE),
                Frames.joined(Converse.START, Converse.START),
                Frames.joined(Converse.START, Converse.delta(0, "{'toolUse':{'input':'{}'}}")),
                Frames.joined(Converse.START, Converse.call(0, "a", "f"), Converse.call(0, "b", "f")),
                Frames.joined(Converse.START, Frames.event("messageStop", "{}")),
                Frames.joined(Converse.START, text, Converse.stop("end_turn"), text),
                Frames.joined(Converse.START, text, Converse.stop("end_turn"), Converse.stop("end_turn")));
        for (byte[] stream : streams) {
            RecordedReply reply = Converse.stream(stream);

            assertThat(reply.ended()).isFalse();
            assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        }
    }

    @Test
    void whatComesAfterTheEndIsNotRead() {
        RecordedReply reply = Converse.stream(
                Converse.START,
                Converse.delta(0, "{'text':'a'}"),
                Converse.stop("end_turn"),
                Converse.USAGE,
                Converse.USAGE,
                new byte[] {1, 2, 3});

        assertThat(reply.ended()).isTrue();
        assertThat(reply.text()).containsOnlyOnce("[DONE]");
    }

    @Test
    void oneEventThatIsNoJsonIsPassedOverAndASecondIsAFailure() {
        byte[] broken = Frames.event("contentBlockDelta", "{'contentBlockIndex':0,");
        byte[] text = Converse.delta(0, "{'text':'a'}");

        assertThat(Converse.stream(Converse.START, broken, text, Converse.stop("end_turn"))
                        .ended())
                .isTrue();
        assertThat(Converse.stream(Converse.START, broken, text, broken).failure())
                .hasMessageContaining("not JSON");
    }

    @Test
    void aBodyOfTheWrongShapeIsAFailure() {
        for (String body : new String[] {
            "{'output':{}}",
            "{'output':{'message':{'content':'x'}},'stopReason':'end_turn'}",
            "{'output':{'message':{'content':[]}},'stopReason':'end_turn'}",
            "{'output':{'message':{'content':[{'text':'a'}]}}}",
            "{'output':{'message':{'content':[{'text':'a'}]}},'stopReason':'end_turn'} more",
            "{'Output':{'__type':'com.amazon.coral.service#UnknownOperationException'},'Version':'1.0'}"
        }) {
            RecordedReply reply = Converse.whole(Converse.CLAUDE, Converse.HI, body);

            assertThat(reply.ended()).isFalse();
            assertThat(Objects.requireNonNull(reply.failure()).kind()).isEqualTo(ErrorKind.UPSTREAM_ERROR);
        }
    }
}
