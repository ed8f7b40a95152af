package dev.pointsman.fleet.replies;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pointsman.api.ReplyHead;
import dev.pointsman.api.Usage;
import dev.pointsman.cache.CacheKey;
import dev.pointsman.cache.CachedReply;
import dev.pointsman.cache.CachedReply.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReplyBytesTest {
    private static final CacheKey KEY = new CacheKey(1, 2, 3, 4);
    private static final int MOST = 1_000_000;
    private final SplittableRandom random = new SplittableRandom(5);

    @Test
    void whatWasWrittenIsReadAgain() {
        for (int i = 0; i < 200; i++) {
            CachedReply reply = reply(random.nextInt(5_000));

            ReplyBytes read = read(ReplyBytes.of(KEY, new ReplyBytes(i, reply), 77));

            assertThat(read.generation()).isEqualTo(i);
            assertThat(read.reply().head()).isEqualTo(reply.head());
            assertThat(read.reply().origin()).isEqualTo(reply.origin());
            assertThat(read.reply().body())
                    .usingElementComparator(Arrays::compare)
                    .containsExactlyElementsOf(reply.body());
        }
    }

    @Test
    void longTextsAreDeflated() {
        byte[] text = "data: {\"choices\":[]}\n\n".repeat(1_000).getBytes(java.nio.charset.StandardCharsets.UTF_8);

        byte[] bytes = ReplyBytes.of(KEY, new ReplyBytes(1, reply(List.of(text))), 77);

        assertThat(bytes).hasSizeLessThan(text.length / 10);
        assertThat(read(bytes).reply().body().get(0)).isEqualTo(text);
    }

    @Test
    void oneBitThatIsAnotherMakesItNothing() {
        for (int size : new int[] {60, 3_000}) {
            byte[] bytes = ReplyBytes.of(KEY, new ReplyBytes(3, reply(size)), 77);
            for (int i = 0; i < bytes.length; i++) {
                byte[] other = bytes.clone();
                other[i] ^= (byte) (1 << random.nextInt(8));
                assertThat(read(other)).as("byte %s", i).isNull();
            }
        }
    }

    @Test
    void whatIsCutOffOrForeignIsNothing() {
        byte[] bytes = ReplyBytes.of(KEY, new ReplyBytes(3, reply(2_000)), 77);

        for (int length = 0; length < bytes.length; length += 7) {
            assertThat(read(Arrays.copyOf(bytes, length))).isNull();
        }
        byte[] noise = new byte[500];
        for (int i = 0; i < 200; i++) {
            random.nextBytes(noise);
            noise[0] = 1;
            assertThat(read(noise)).isNull();
        }
        assertThat(ReplyBytes.read(new CacheKey(1, 2, 3, 5), bytes, MOST, millis -> millis))
                .as("the reply to another request")
                .isNull();
    }

    @Test
    void whatIsLargerThanWantedIsNothing() {
        byte[] bytes = ReplyBytes.of(KEY, new ReplyBytes(3, reply(List.of(new byte[10_000]))), 77);

        assertThat(ReplyBytes.read(KEY, bytes, 9_000, millis -> millis)).isNull();
        assertThat(ReplyBytes.read(KEY, bytes, 11_000, millis -> millis)).isNotNull();
    }

    private static ReplyBytes read(byte[] bytes) {
        return ReplyBytes.read(KEY, bytes, MOST, millis -> millis);
    }

    private CachedReply reply(int bytes) {
        List<byte[]> body = new ArrayList<>();
        for (int left = bytes; left > 0; ) {
            byte[] piece = new byte[Math.min(left, 1 + random.nextInt(900))];
            if (random.nextBoolean()) {
                random.nextBytes(piece);
            }
            body.add(piece);
            left -= piece.length;
        }
        return reply(body);
    }

    private CachedReply reply(List<byte[]> body) {
        Usage usage = new Usage(1, 2, 3, 4, 5).with(new Usage.Dear(1, 2, 3, random.nextBoolean() ? "flex" : null));
        Origin origin = new Origin(
                "ann",
                "größe",
                "cloud/l",
                random.nextBoolean() ? usage : usage.billedAs(new Usage(9, 8, 7, 6, 5)),
                random.nextLong(),
                random.nextBoolean() ? "stop" : null,
                random.nextBoolean(),
                random.nextBoolean() ? List.of("seed", "user") : List.of(),
                77);
        return new CachedReply(new ReplyHead(200, "text/event-stream", -1, List.of()), body, origin);
    }
}
