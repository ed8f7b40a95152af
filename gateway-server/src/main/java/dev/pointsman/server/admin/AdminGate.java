package dev.pointsman.server.admin;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.ReferenceCountUtil;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** Turns away by its head who may not ask, before a byte of the body is kept; the connection ends with that. */
final class AdminGate extends ChannelInboundHandlerAdapter {
    private final AdminAccess access;
    private boolean refused;

    AdminGate(AdminAccess access) {
        this.access = access;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            AdminPage refusal = refusal(context, request);
            if (refusal != null) {
                refused = true;
                ReferenceCountUtil.release(message);
                boolean head = request.method().equals(HttpMethod.HEAD);
                context.writeAndFlush(AdminReply.of(refusal, head, false)).addListener(ChannelFutureListener.CLOSE);
                return;
            }
        }
        context.fireChannelRead(message);
    }

    private @Nullable AdminPage refusal(ChannelHandlerContext context, HttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return AdminPage.error(400, "malformed request");
        }
        boolean body = HttpUtil.isTransferEncodingChunked(request) || HttpUtil.getContentLength(request, 0L) > 0;
        String path = AdminReply.path(request.uri());
        if (body && !AdminAccess.guarded(path)) {
            return AdminPage.error(413, "nothing is read here but the head");
        }
        return access.refusal(new AdminAccess.Head(
                request.method().name(),
                path,
                context.channel().remoteAddress() instanceof InetSocketAddress peer
                        && peer.getAddress() != null
                        && peer.getAddress().isLoopbackAddress(),
                request.headers()::get,
                body));
    }
}
