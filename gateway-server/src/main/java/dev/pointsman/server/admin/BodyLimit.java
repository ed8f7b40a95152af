package dev.pointsman.server.admin;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;

/** Gathers a request whole; one that is too large is told so, and ends its connection. */
final class BodyLimit extends HttpObjectAggregator {
    private final int most;

    BodyLimit(int most) {
        super(most, true);
        this.most = most;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext context, HttpMessage oversized) {
        AdminPage page = AdminPage.error(413, "the body is larger than " + most + " bytes");
        context.writeAndFlush(AdminReply.of(page, false, false)).addListener(ChannelFutureListener.CLOSE);
    }
}
