package dev.pointsman.server.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers one connection of the admin listener. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final Map<String, Supplier<AdminPage>> pages;

    AdminHandler(Map<String, Supplier<AdminPage>> pages) {
        this.pages = pages;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        boolean broken = request.decoderResult().isFailure();
        AdminPage page = broken ? error(400, "malformed request") : page(request);
        boolean keep = !broken && HttpUtil.isKeepAlive(request);
        byte[] body = page.body().getBytes(StandardCharsets.UTF_8);
        var reply = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(page.status()),
                request.method().equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
        reply.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, body.length)
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        HttpUtil.setKeepAlive(reply, keep);
        var written = context.writeAndFlush(reply);
        if (!keep) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }

    private AdminPage page(FullHttpRequest request) {
        String uri = request.uri();
        int query = uri.indexOf('?');
        String path = query < 0 ? uri : uri.substring(0, query);
        Supplier<AdminPage> page = pages.get(path);
        if (page == null) {
            return error(
                    404,
                    "no page " + (path.length() > 100 ? "" : path.replaceAll("[^\\w/.-]", "_")) + "; there are "
                            + String.join(", ", pages.keySet().stream().sorted().toList()));
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            return error(405, "only GET and HEAD here");
        }
        try {
            return page.get();
        } catch (RuntimeException bug) {
            LOG.error("admin page {} failed", path, bug);
            return error(500, "internal error");
        }
    }

    private static AdminPage error(int status, String message) {
        return AdminPage.json(status, "{\"error\":{\"message\":\"" + message + "\"}}\n");
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof IdleStateEvent) {
            context.close();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("admin connection ended", cause);
        context.close();
    }
}
