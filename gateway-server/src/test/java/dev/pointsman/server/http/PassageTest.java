package dev.pointsman.server.http;

import static dev.pointsman.server.http.FrontFixture.bytes;
import static dev.pointsman.server.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PassageTest {
    @Test
    void onlyThePortItWasOpenedForPassesAndOnlyOnce() throws Exception {
        try (var front = FrontFixture.echoing();
                var own = new Socket();
                var stranger = new Socket()) {
            own.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var channel = front.server()
                    .admit((InetSocketAddress) own.getLocalSocketAddress())
                    .sync()
                    .channel();

            var passage = (InetSocketAddress) channel.localAddress();
            stranger.connect(passage);
            assertThat(ended(stranger)).isTrue();
            own.connect(passage);
            own.getOutputStream().write(bytes(post()));
            String reply = new String(own.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);

            assertThat(reply).isEqualTo("HTTP/1.1 200");
            assertThat(front.calls()).isEqualTo(1);
            channel.closeFuture().sync();
            assertThatThrownBy(() -> new Socket(passage.getAddress(), passage.getPort()))
                    .isInstanceOf(ConnectException.class);
        }
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() == -1;
        } catch (SocketException reset) {
            return true;
        }
    }
}
