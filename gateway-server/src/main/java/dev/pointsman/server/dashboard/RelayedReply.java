package dev.pointsman.server.dashboard;

import dev.pointsman.server.admin.AdminStream;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The front's reply on its way to the dashboard. */
final class RelayedReply extends SimpleChannelInboundHandler<HttpObject> {
    private static final String TOLD = "x-gateway-";

    private final AdminStream reader;
    private boolean begun;
    private boolean whole;

    RelayedReply(AdminStream reader) {
        this.reader = reader;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, HttpObject part) {
        if (part instanceof HttpResponse head) {
            begun = true;
            String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "application/json");
            reader.begin(head.status().code(), type, told(head));
        }
        if (part instanceof HttpContent content && content.content().isReadable()) {
            reader.send(ByteBufUtil.getBytes(content.content()));
            context.channel().config().setAutoRead(reader.ready());
        }
        if (part instanceof LastHttpContent) {
            whole = true;
            reader.end();
            context.close();
        }
    }

    /** What the gateway tells of the decision, and what it was. */
    private static Map<String, String> told(HttpResponse head) {
        Map<String, String> told = new TreeMap<>();
        told.put("x-gateway-relayed", "true"); // what it refuses is not what the admin API refuses
        head.headers().forEach(header -> {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (name.startsWith(TOLD)) {
                told.put(name, header.getValue());
            }
        });
        return told;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        lost();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        lost();
        context.close();
    }

    private void lost() {
        if (whole) {
            return;
        }
        whole = true;
        if (begun) {
            reader.abort();
        } else {
            unreachable(reader);
        }
    }

    static void unreachable(AdminStream reader) {
        reader.begin(502, "application/json", Map.of());
        reader.send("{\"error\":{\"message\":\"the gateway's own front cannot be reached\"}}\n"
                .getBytes(StandardCharsets.UTF_8));
        reader.end();
    }
}
