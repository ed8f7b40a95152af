package dev.pointsman.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.pointsman.api.GatewayException;
import dev.pointsman.api.SseDecoder;
import dev.pointsman.providers.bedrock.aws.EventStream;
import dev.pointsman.providers.bedrock.aws.Frames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Streams of events mean the same however the network splits them. */
class EventsFuzzTest {
    private static final int MOST = 4096;

    /** The first byte is the length of the pieces. */
    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void serverSent(byte[] data) {
        if (data.length == 0) {
            return;
        }
        byte[] stream = Arrays.copyOfRange(data, 1, data.length);

        List<String> split = serverSent(stream, 1 + (data[0] & 0x7f));

        assertThat(split).isEqualTo(serverSent(stream, Math.max(1, stream.length)));
        for (String event : split) {
            assertThat(event).endsWith("\n\n").doesNotContain("\r");
        }
    }

    private static List<String> serverSent(byte[] stream, int step) {
        SseDecoder decoder = new SseDecoder(MOST);
        List<String> events = new ArrayList<>();
        try {
            for (int from = 0; from < stream.length; from += step) {
                decoder.feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + step)));
                collect(decoder, events);
            }
            decoder.finish();
            collect(decoder, events);
        } catch (GatewayException tooLong) {
            events.clear();
        }
        return stream.length > MOST ? List.of() : events;
    }

    private static void collect(SseDecoder decoder, List<String> events) {
        while (decoder.next()) {
            String data = decoder.hasData() ? text(decoder.array(), decoder.dataStart(), decoder.dataEnd()) : "";
            assertThat(data).doesNotContain("\n");
            events.add(data + "|" + text(decoder.array(), decoder.start(), decoder.end()));
        }
    }

    /** As it came: most inputs fail by their checksums. */
    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void binary(byte[] data) {
        if (data.length > 0) {
            byte[] stream = Arrays.copyOfRange(data, 1, data.length);
            assertThat(binary(stream, 1 + (data[0] & 0x7f))).isEqualTo(binary(stream, Math.max(1, stream.length)));
        }
    }

    /** With checksums that fit: the first byte is the length of the pieces, the second that of the headers. */
    @FuzzTest(maxDuration = FuzzTime.LIMIT)
    void framed(byte[] data) {
        if (data.length < 2) {
            return;
        }
        int headers = Math.min(data.length - 2, data[1] & 0xff);
        byte[] message = Frames.framed(
                Arrays.copyOfRange(data, 2, 2 + headers), Arrays.copyOfRange(data, 2 + headers, data.length));
        byte[] stream = Frames.joined(message, message);

        assertThat(binary(stream, 1 + (data[0] & 0x7f))).isEqualTo(binary(stream, stream.length));
    }

    private static List<String> binary(byte[] stream, int step) {
        EventStream decoder = new EventStream();
        List<String> messages = new ArrayList<>();
        try {
            for (int from = 0; from < stream.length; from += step) {
                decoder.feed(Arrays.copyOfRange(stream, from, Math.min(stream.length, from + step)));
                while (decoder.next()) {
                    messages.add(
                            decoder.kind() + "|" + text(decoder.array(), decoder.payloadFrom(), decoder.payloadTo()));
                }
            }
            messages.add("mid " + decoder.midMessage());
        } catch (GatewayException broken) {
            messages.add("broken");
        }
        return messages;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
