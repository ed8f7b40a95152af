package dev.pointsman.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    @Test
    void theHeadersOfTheStandardsExampleAreRead() {
        TraceContext context = TraceContext.of(PARENT, "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");

        assertThat(context.traceId()).isEqualTo(TRACE);
        assertThat(TraceContext.hex(context.span())).isEqualTo("00f067aa0ba902b7");
        assertThat(context.sampled()).isTrue();
        assertThat(context.state()).isEqualTo("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7");
        assertThat(context.parentOf(0xab)).isEqualTo("00-" + TRACE + "-00000000000000ab-01");
    }

    @Test
    void onlyTheLowestBitSaysThatItIsKept() {
        assertThat(TraceContext.of("00-" + TRACE + "-00f067aa0ba902b7-02", null).sampled())
                .isFalse();
        assertThat(TraceContext.of("00-" + TRACE + "-00f067aa0ba902b7-ff", null).sampled())
                .isTrue();
    }

    @Test
    void aLaterVersionIsReadAsFarAsThisOneGoes() {
        assertThat(TraceContext.of("01-" + TRACE + "-00f067aa0ba902b7-01", null))
                .isNotNull();
        TraceContext later = TraceContext.of("cc-" + TRACE + "-00f067aa0ba902b7-01-what-the-future-brings", null);
        assertThat(later.parentOf(1)).startsWith("00-" + TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01 ",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.more",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
                "00_4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7_01",
                "zz-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0\u00e9"
            })
    void whatIsNotOfTheFormIsNone(String parent) {
        assertThat(TraceContext.of(parent, "a=b")).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "=b",
                "a=",
                "a=b,a=c",
                "A=b",
                "a=b=c",
                "a=\u00e9",
                "a b=c",
                "a=b,,c",
                "@a=b",
                "a=b\u0000",
                "a\r\nx=y"
            })
    void aBadListCostsTheListNotTheTrace(String state) {
        assertThat(TraceContext.of(PARENT, state).state()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "fw529a3039@dt=FfAcAzI4", "a=b, c=d", "a=b,,c=d", "0a=b", "a=b c"})
    void aGoodListIsPassedOnAsItCame(String state) {
        assertThat(TraceContext.of(PARENT, state).state()).isEqualTo(state);
    }

    @Test
    void aListThatIsTooLongIsLeftOut() {
        assertThat(TraceContext.of(PARENT, "a=" + "b".repeat(256)).state()).hasSize(258);
        assertThat(TraceContext.of(PARENT, "a=" + "b".repeat(257)).state()).isEmpty();
        assertThat(TraceContext.of(PARENT, "a=b," + "x".repeat(510) + "=1").state())
                .isEmpty();
        StringBuilder many = new StringBuilder("a=b");
        for (int i = 0; i < 32; i++) {
            many.append(",k").append(i).append("=v");
        }
        assertThat(TraceContext.of(PARENT, many.toString()).state()).isEmpty();
    }

    @Test
    void whateverIsReadIsOfTheForm() {
        Random random = new Random(7);
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder(PARENT);
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), "0123456789abcdef-gG_ \u0101".charAt(random.nextInt(22)));
            }
            TraceContext context = TraceContext.of(text.toString(), null);
            if (context != null) {
                read++;
                assertThat(text.toString()).matches("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");
                assertThat(context.parentOf(context.span()).substring(3, 52)).isEqualTo(text.substring(3, 52));
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }
}
