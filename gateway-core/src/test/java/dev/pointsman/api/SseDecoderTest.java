package dev.pointsman.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SseDecoderTest {
    @Test
    void eventsOfOneReadAreNeighboursInTheArrayGiven() {
        byte[] read = utf8("data: a\n\ndata: b\n\ndata: c");
        SseDecoder decoder = new SseDecoder();
        decoder.feed(read);

        assertThat(decoder.next()).isTrue();
        assertThat(decoder.array()).isSameAs(read);
        int firstEnd = decoder.end();
        assertThat(decoder.next()).isTrue();
        assertThat(decoder.array()).isSameAs(read);
        assertThat(decoder.start()).isEqualTo(firstEnd);
        assertThat(decoder.next()).isFalse();
    }

    @Test
    void e02_e03_every_form_of_framing_becomes_the_canonical_one() {
        assertThat(events("data:a\n\n")).containsExactly("data: a\n\n");
        assertThat(events("data:  a\n\n")).containsExactly("data:  a\n\n");
        assertThat(events("data: a\r\n\r\n")).containsExactly("data: a\n\n");
        assertThat(events("data: a\r\rdata: b\r\r")).containsExactly("data: a\n\n", "data: b\n\n");
        assertThat(events("data: a\ndata: b\n\n")).containsExactly("data: a b\n\n");
        assertThat(events("data\n\n")).containsExactly("data: \n\n");
        assertThat(events("\n\n\ndata: a\n\n\n\n")).containsExactly("data: a\n\n");
        assertThat(events(": hi\r\n\r\n")).containsExactly(": hi\n\n");
        assertThat(events("event: e\r\ndata: a\r\nid: 7\r\n\r\n")).containsExactly("event: e\nid: 7\ndata: a\n\n");
        assertThat(events("\uFEFFdata: a\n\n")).containsExactly("data: a\n\n");
        assertThat(events("database: x\n\n")).containsExactly("database: x\n\n");
    }

    @Test
    void anEventWithoutItsEmptyLineIsCompletedAtTheEnd() {
        for (String end : List.of("", "\n", "\r", "\r\n")) {
            SseDecoder decoder = new SseDecoder();
            decoder.feed(utf8("data: a" + end));
            List<String> events = drain(decoder);
            decoder.finish();
            events.addAll(drain(decoder));
            assertThat(events).containsExactly("data: a\n\n");
        }
    }

    @Test
    void theNameOfAnEventIsFoundInAnyFraming() {
        for (String text : List.of("event: error\ndata: a\n\n", "id: 1\r\nevent:error\r\ndata: a\r\n\r\n")) {
            SseDecoder decoder = new SseDecoder();
            decoder.feed(utf8(text));
            assertThat(decoder.next()).isTrue();
            assertThat(decoder.nameIs(utf8("error"))).isTrue();
            assertThat(decoder.nameIs(utf8("erro"))).isFalse();
            assertThat(data(decoder)).isEqualTo("a");
        }
    }

    @Test
    void e05_what_is_held_is_bounded_whatever_the_split() {
        SseDecoder decoder = new SseDecoder(100);
        byte[] piece = new byte[30];
        Arrays.fill(piece, (byte) 'x');
        for (int i = 0; i < 3; i++) {
            decoder.feed(piece);
            assertThat(decoder.next()).isFalse();
        }
        decoder.feed(piece);

        assertThatThrownBy(decoder::next).isInstanceOf(GatewayException.class).hasMessageContaining("100 bytes");
    }

    private static List<String> events(String text) {
        SseDecoder decoder = new SseDecoder();
        decoder.feed(utf8(text));
        return drain(decoder);
    }

    private static List<String> drain(SseDecoder decoder) {
        List<String> events = new ArrayList<>();
        while (decoder.next()) {
            events.add(new String(
                    decoder.array(), decoder.start(), decoder.end() - decoder.start(), StandardCharsets.UTF_8));
        }
        return events;
    }

    private static String data(SseDecoder decoder) {
        return new String(
                decoder.array(), decoder.dataStart(), decoder.dataEnd() - decoder.dataStart(), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
